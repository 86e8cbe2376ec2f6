import { createStore } from 'zustand';

/** Browsers keep a page silent until it was clicked; then this is true and the banner asks for a click. */
export const soundBlocked = createStore<{ blocked: boolean }>(() => ({ blocked: false }));

let context: AudioContext | undefined;

function audio(): AudioContext | undefined {
  if (!('AudioContext' in globalThis)) return undefined;
  context ??= new AudioContext();
  return context;
}

/** To be called from a click or a key: that is what lifts the block. */
export async function enableSound(): Promise<void> {
  // A key with Ctrl lifts nothing, and trying would be a warning in the console.
  if (navigator.userActivation?.hasBeenActive === false) return;
  await audio()?.resume();
  soundBlocked.setState({ blocked: audio()?.state === 'suspended' });
}

/** Finds out whether a sound could be heard, without asking for one: that would be a warning in the console. */
export function checkSound(): void {
  soundBlocked.setState({ blocked: navigator.userActivation?.hasBeenActive === false });
}

const CHIMES = { queued: [659, 880], message: [740] } as const;

/** A soft chime, two notes when somebody waits for a person. */
export function chime(kind: keyof typeof CHIMES): void {
  checkSound();
  const output = soundBlocked.getState().blocked ? undefined : audio();
  if (!output) return;
  if (output.state !== 'running') void output.resume();
  for (const [index, frequency] of CHIMES[kind].entries()) {
    const from = output.currentTime + index * 0.14;
    const volume = output.createGain();
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.12, from + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0005, from + 0.5);
    const tone = output.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume).connect(output.destination);
    tone.start(from);
    tone.stop(from + 0.55);
  }
}
