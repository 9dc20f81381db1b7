import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { observePage } from '../lib/weni/page/observer.ts';

export default defineUnlistedScript(observePage);
