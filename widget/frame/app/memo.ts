import { Component, type ComponentType, h } from 'preact';

/** `memo` without the weight of preact/compat. */
export function memo<P extends object>(
  Inner: ComponentType<P>,
  same: (before: P, after: P) => boolean,
): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return !same(this.props, next);
    }
    override render() {
      return h(Inner, this.props);
    }
  };
}
