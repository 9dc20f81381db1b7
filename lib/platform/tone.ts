const TONE_HZ = 880;
const TONE_S = 0.18;
const VOLUME = 0.15;
const CLOSE_AFTER_MS = 1_000;

/**
 * One short synthesised tone; nothing is loaded. Only a document can play it (a service worker has no audio), and a
 * browser stays silent in a document nobody ever clicked in: then nothing is left behind.
 */
export function playTone(): void {
  const audio = new AudioContext();
  const gain = audio.createGain();
  const tone = audio.createOscillator();
  tone.frequency.value = TONE_HZ;
  gain.gain.setValueAtTime(VOLUME, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE_S);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TONE_S);
  // By the clock: a context that was never allowed to run never tells the end of a tone.
  setTimeout(() => void audio.close(), CLOSE_AFTER_MS);
}
