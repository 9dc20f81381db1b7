export interface PageContact {
  name?: string | null;
  urn?: string;
  urns?: (string | { scheme: string; path: string })[];
}
export function firstUrn(contact: PageContact | null): string;
export function groupByLetter<Contact extends PageContact>(contacts: Contact[]): [string, Contact[]][];
export function resolveTokens(
  value: string,
  contact: PageContact,
  agent: { first_name?: string; email?: string },
): string;
