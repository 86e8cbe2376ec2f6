import { Compass } from 'lucide-react';
import { Link } from 'wouter';
import { EmptyState } from '@/components/ui/empty-state';

export function NotFound() {
  return (
    <>
      <h1 className="visually-hidden">Not found</h1>
      <EmptyState
        icon={<Compass />}
        title="There is nothing here"
        action={<Link href="/">Go to the inbox</Link>}
      >
        The address may be mistyped, or what it named is gone.
      </EmptyState>
    </>
  );
}
