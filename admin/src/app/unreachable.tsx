import { CloudOff } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { renew } from '@/lib/session';

const RETRY_MS = 3_000;

/** The server did not answer at page load. It is asked again by itself. */
export function Unreachable() {
  useEffect(() => {
    const timer = setInterval(() => void renew(), RETRY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <main>
      <h1 className="visually-hidden">Tandem</h1>
      <EmptyState
        icon={<CloudOff />}
        title="The server does not answer"
        action={
          <Button look="primary" onClick={() => void renew()}>
            Try now
          </Button>
        }
      >
        Tandem keeps trying, and opens as soon as it is back.
      </EmptyState>
    </main>
  );
}
