//! The operators' connections of each tenant, whatever dialog they show.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;

use super::connection::{Connection, Moment};
use super::presence::Change;
use super::{CloseReason, Frame, Hub};
use crate::domain::{OperatorId, Pool, TenantId};

/// Who was here so shortly ago counts as being here: a page that is loaded anew or a line that broke is no going.
pub(super) const GRACE: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct Staff(DashMap<TenantId, Team>);

#[derive(Default)]
struct Team {
    connections: Vec<Arc<Connection>>,
    /// Who has no connection any more, and since when: each operator once, and not for longer than [`GRACE`].
    gone: Vec<(OperatorId, Moment)>,
}

impl Staff {
    /// True if an operator came online by it.
    pub(super) fn join(&self, connection: &Arc<Connection>) -> bool {
        let Some(operator) = connection.operator() else {
            return false;
        };
        let mut team = self.0.entry(connection.tenant()).or_default();
        let news = !team.operators().any(|known| known == operator);
        team.gone.retain(|(gone, _)| *gone != operator);
        team.connections.push(Arc::clone(connection));
        news
    }

    /// True if an operator went offline by it: at once, if their right to be here ended. Anybody else may come back.
    pub(super) fn leave(&self, connection: &Connection, now: Moment) -> bool {
        let Some(operator) = connection.operator() else {
            return false;
        };
        let news = {
            let Some(mut team) = self.0.get_mut(&connection.tenant()) else {
                return false;
            };
            let before = team.connections.len();
            team.connections.retain(|member| member.id != connection.id);
            let left = team.connections.len() < before && !team.is_connected(operator);
            let for_good = connection.queue.closing() == Some(CloseReason::SessionEnded);
            if left && !for_good {
                team.linger(operator, now);
            }
            left && for_good
        };
        self.0.remove_if(&connection.tenant(), |_, team| team.is_empty());
        news
    }

    /// The node of these operators is gone: they come back to another.
    pub(super) fn linger(&self, tenant: TenantId, operators: &[OperatorId], now: Moment) {
        let mut team = self.0.entry(tenant).or_default();
        for operator in operators {
            if !team.is_connected(*operator) {
                team.linger(*operator, now);
            }
        }
        drop(team);
        self.0.remove_if(&tenant, |_, team| team.is_empty());
    }

    /// Forgets who did not come back in time. The tenants of which somebody did not.
    fn sweep(&self, now: Moment) -> Vec<TenantId> {
        let mut fewer = Vec::new();
        self.0.retain(|tenant, team| {
            let before = team.gone.len();
            team.gone.retain(|(_, since)| now.since(*since) < GRACE);
            if team.gone.len() < before {
                fewer.push(*tenant);
            }
            !team.is_empty()
        });
        fewer
    }

    pub(super) fn tenants(&self) -> Vec<TenantId> {
        self.0.iter().map(|team| *team.key()).collect()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|team| team.connections.is_empty())
    }
}

impl Team {
    fn is_connected(&self, operator: OperatorId) -> bool {
        self.connections
            .iter()
            .any(|member| member.operator() == Some(operator))
    }

    /// Who is here, some of them more than once.
    fn operators(&self) -> impl Iterator<Item = OperatorId> {
        let connected = self.connections.iter().filter_map(|member| member.operator());
        connected.chain(self.gone.iter().map(|(operator, _)| *operator))
    }

    fn linger(&mut self, operator: OperatorId, since: Moment) {
        self.gone.retain(|(gone, _)| *gone != operator);
        self.gone.push((operator, since));
    }

    fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.gone.is_empty()
    }
}

impl Hub {
    /// Sends `frame` to every inbox socket of a tenant.
    pub fn deliver_to_inbox(&self, tenant: TenantId, frame: &Arc<Frame>) {
        if let Some(team) = self.staff.0.get(&tenant) {
            for member in team.connections.iter().filter(|member| member.inbox) {
                member.queue.push(frame, &self.limits);
            }
        }
    }

    /// The tenants whose inbox somebody follows here.
    pub fn tenants_with_inbox(&self) -> Vec<TenantId> {
        let staff = self.staff.0.iter();
        staff
            .filter(|team| team.connections.iter().any(|member| member.inbox))
            .map(|team| *team.key())
            .collect()
    }

    /// How many operators of a tenant are here, as far as this node has heard of the others: who has a connection, or
    /// had one a moment ago.
    pub fn operators_online(&self, tenant: TenantId) -> usize {
        self.all_operators(tenant).len()
    }

    /// Whether an operator is among them.
    pub fn operator_online(&self, tenant: TenantId, operator: OperatorId) -> bool {
        self.all_operators(tenant).contains(&operator)
    }

    /// Those of this node, each once.
    pub fn operators_here(&self, tenant: TenantId) -> Vec<OperatorId> {
        let mut online: Vec<OperatorId> = match self.staff.0.get(&tenant) {
            Some(team) => team.operators().collect(),
            None => Vec::new(),
        };
        online.sort_unstable();
        online.dedup();
        online
    }

    /// Notes of whom it is over that they may come back at any moment.
    pub(super) fn sweep_staff(&self) {
        for tenant in self.staff.sweep(self.time.now()) {
            self.changes.note(Change::Operators(tenant));
        }
    }

    fn all_operators(&self, tenant: TenantId) -> Vec<OperatorId> {
        let mut online = self.operators_here(tenant);
        self.elsewhere.add_staff(tenant, &mut online);
        online.sort_unstable();
        online.dedup();
        online
    }

    /// Sends `frame` to every contact of a tenant who has a connection here.
    pub fn deliver_to_contacts(&self, tenant: TenantId, frame: &Arc<Frame>) {
        for mut room in self.rooms.iter_mut().filter(|room| room.key().0 == tenant) {
            for seat in &room.pool(Pool::Client).seats {
                seat.queue.push(frame, &self.limits);
            }
        }
    }
}
