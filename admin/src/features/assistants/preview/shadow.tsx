import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { type Appearance, applyAppearance } from 'tandem-widget/frame/theme/apply';
import { widgetStyles } from './widget-styles';

interface Props {
  label: string;
  className: string;
  appearance: Appearance;
  children: ReactNode;
}

/** A picture in the widget's styles: behind a shadow root, so that neither these nor the dashboard's reach across. */
export function Shadow({ label, className, appearance, children }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<ShadowRoot>();
  const { theme, color } = appearance;

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const inside = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    inside.adoptedStyleSheets = [widgetStyles()];
    setRoot(inside);
  }, []);

  useLayoutEffect(() => {
    if (host.current) applyAppearance({ theme, color }, host.current);
  }, [theme, color]);

  return (
    <div ref={host} role="img" aria-label={label} className={className}>
      {root && createPortal(children, root)}
    </div>
  );
}
