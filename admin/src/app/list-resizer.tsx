import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import { preferences } from '@/lib/preferences';
import styles from './inbox-route.module.css';

const LEAST = 260;
const MOST = 560;
const STEP = 20;

/** Drag it, or focus it and use the arrow keys. The width is remembered. */
export function ListResizer({ frame }: { frame: RefObject<HTMLDivElement | null> }) {
  const [width, setWidth] = useState(preferences.getState().listWidth);

  const resize = (wanted: number) => {
    const listWidth = Math.round(Math.min(MOST, Math.max(LEAST, wanted)));
    frame.current?.style.setProperty('--list', `${listWidth}px`);
    setWidth(listWidth);
    preferences.setState({ listWidth });
  };

  const onPointerMove = (event: PointerEvent<HTMLHRElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = frame.current?.getBoundingClientRect();
    if (!box) return;
    resize(document.dir === 'rtl' ? box.right - event.clientX : event.clientX - box.left);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resize(width + step);
  };

  return (
    <hr
      className={styles.resizer}
      aria-label="Width of the list"
      aria-orientation="vertical"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
