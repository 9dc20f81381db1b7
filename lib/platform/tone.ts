const TONE_HZ = 880;
const TONE_S = 0.18;
const VOLUME = 0.15;
const CLOSE_AFTER_MS = 1_000;

/**
 * Plays a short synthesised tone, without loading a file. It works only in a document, since a service worker has no
 * audio. In a document in which the user has never clicked the browser plays nothing; the audio context is closed
 * anyway.
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
  // Closed by a timer, not by the tone's `ended` event: a context that the browser never lets run fires none.
  setTimeout(() => void audio.close(), CLOSE_AFTER_MS);
}
