//! The operators' connections of each tenant, whatever dialog they show.

use std::sync::Arc;

use dashmap::DashMap;

use super::connection::Connection;
use super::{Frame, Hub};
use crate::domain::{OperatorId, Pool, TenantId};

#[derive(Default)]
pub(super) struct Staff(DashMap<TenantId, Vec<Arc<Connection>>>);

impl Staff {
    /// True if an operator came online by it.
    pub(super) fn join(&self, connection: &Arc<Connection>) -> bool {
        let Some(operator) = connection.operator() else {
            return false;
        };
        let mut members = self.0.entry(connection.tenant()).or_default();
        let news = !is_online(&members, operator);
        members.push(Arc::clone(connection));
        news
    }

    /// True if an operator went offline by it.
    pub(super) fn leave(&self, connection: &Connection) -> bool {
        let Some(operator) = connection.operator() else {
            return false;
        };
        let news = {
            let Some(mut members) = self.0.get_mut(&connection.tenant()) else {
                return false;
            };
            let before = members.len();
            members.retain(|member| member.id != connection.id);
            members.len() < before && !is_online(&members, operator)
        };
        self.0
            .remove_if(&connection.tenant(), |_, members| members.is_empty());
        news
    }

    pub(super) fn tenants(&self) -> Vec<TenantId> {
        self.0.iter().map(|members| *members.key()).collect()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_online(members: &[Arc<Connection>], operator: OperatorId) -> bool {
    members.iter().any(|member| member.operator() == Some(operator))
}

impl Hub {
    /// Sends `frame` to every inbox socket of a tenant.
    pub fn deliver_to_inbox(&self, tenant: TenantId, frame: &Arc<Frame>) {
        if let Some(members) = self.staff.0.get(&tenant) {
            for member in members.iter().filter(|member| member.inbox) {
                member.queue.push(frame, &self.limits);
            }
        }
    }

    /// The tenants whose inbox somebody follows here.
    pub fn tenants_with_inbox(&self) -> Vec<TenantId> {
        let staff = self.staff.0.iter();
        staff
            .filter(|members| members.iter().any(|member| member.inbox))
            .map(|members| *members.key())
            .collect()
    }

    /// How many operators of a tenant have a connection, as far as this node has heard of the others.
    pub fn operators_online(&self, tenant: TenantId) -> usize {
        self.all_operators(tenant).len()
    }

    /// Whether an operator has a connection.
    pub fn operator_online(&self, tenant: TenantId, operator: OperatorId) -> bool {
        self.all_operators(tenant).contains(&operator)
    }

    /// Which operators of a tenant have a connection here, each once.
    pub fn operators_here(&self, tenant: TenantId) -> Vec<OperatorId> {
        let mut online: Vec<OperatorId> = match self.staff.0.get(&tenant) {
            Some(members) => members.iter().filter_map(|member| member.operator()).collect(),
            None => Vec::new(),
        };
        online.sort_unstable();
        online.dedup();
        online
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
