import { Bell, MessagesSquare } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Kbd } from '@/components/ui/kbd';
import { askForNotifications, mayAskForNotifications } from '@/lib/notify';
import { preferences } from '@/lib/preferences';

export function NothingOpen() {
  const { notifications } = useStore(preferences);
  const ask = !notifications && mayAskForNotifications() && (
    <Button icon={<Bell />} onClick={() => void askForNotifications()}>
      Tell me on the desktop when somebody waits
    </Button>
  );
  return (
    <EmptyState icon={<MessagesSquare />} title="No dialog open" action={ask}>
      Choose one on the left, or press <Kbd keys="J" /> for the first and <Kbd keys="]" /> for who waits
      longest.
    </EmptyState>
  );
}
