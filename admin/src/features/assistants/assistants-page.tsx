import { Route, Switch } from 'wouter';
import { AssistantList } from './assistant-list';
import { AssistantPage } from './assistant-page';
import styles from './page.module.css';

export function AssistantsPage() {
  return (
    <div className={styles.scroller}>
      <Switch>
        <Route path="/assistants">
          <AssistantList />
        </Route>
        <Route<{ id: string; tab?: string; article?: string }> path="/assistants/:id/:tab?/:article?">
          {({ id, tab, article }) => (
            <AssistantPage key={id} id={id} tab={tab ?? 'knowledge'} article={article} />
          )}
        </Route>
      </Switch>
    </div>
  );
}
