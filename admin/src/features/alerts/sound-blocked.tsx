import { VolumeX } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '@/components/ui/button';
import { preferences } from '@/lib/preferences';
import { checkSound, enableSound, soundBlocked } from '@/lib/sound';
import styles from './sound-blocked.module.css';

/** Browsers keep a page silent until it is clicked: said where it covers nothing. */
export function SoundBlocked() {
  const { blocked } = useStore(soundBlocked);
  const { sound } = useStore(preferences);
  useEffect(checkSound, []);
  useEffect(() => {
    if (!blocked) return;
    // Any click lifts the block; the button only says why one is wanted.
    const lift = () => void enableSound();
    window.addEventListener('click', lift);
    window.addEventListener('keydown', lift);
    return () => {
      window.removeEventListener('click', lift);
      window.removeEventListener('keydown', lift);
    };
  }, [blocked]);

  if (!blocked || !sound) return null;
  return (
    <IconButton
      className={styles.blocked}
      label="Sound is blocked: click to enable it"
      onClick={() => void enableSound()}
    >
      <VolumeX />
    </IconButton>
  );
}
