//! Background work. A node takes a job with a lease; if the node dies, the lease runs out and another
//! node takes it. So a job may run twice, and whatever it does must bear that.

use super::column::{At, json};
use super::engine::{Link, batch, execute, fetch_optional, row};
use super::{Conn, Error, Tx};
use crate::domain::{DialogId, GenerationId, JobId, TenantId, Timestamp};

#[derive(Clone, Debug)]
pub struct NewJob {
    pub tenant: TenantId,
    pub kind: &'static str,
    /// Among the jobs still to be done there is one of this name.
    pub key: String,
    pub generation: Option<GenerationId>,
    pub payload: serde_json::Value,
    /// Not before.
    pub run_at: Timestamp,
    pub at: Timestamp,
}

/// A job that the caller holds the lease of.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub tenant: TenantId,
    pub key: String,
    pub generation: Option<GenerationId>,
    pub payload: serde_json::Value,
    /// 1 for the first time that it was taken.
    pub attempts: i64,
    pub run_at: Timestamp,
    pub lease_until: Timestamp,
}

row! {
    struct JobRow {
        id: i64,
        tenant_id: i64,
        key: String,
        generation_id: Option<i64>,
        payload: String,
        attempts: i64,
        run_at: i64,
        lease_until: i64,
    }
}

impl TryFrom<JobRow> for Job {
    type Error = Error;

    fn try_from(row: JobRow) -> Result<Self, Error> {
        Ok(Self {
            id: JobId(row.id),
            tenant: TenantId(row.tenant_id),
            key: row.key,
            generation: row.generation_id.map(GenerationId),
            payload: At("jobs", row.id).json("payload", &row.payload)?,
            attempts: row.attempts,
            run_at: Timestamp(row.run_at),
            lease_until: Timestamp(row.lease_until),
        })
    }
}

macro_rules! claim_text {
    ($which:literal, $order:literal, $list:literal, $lock:literal) => {
        concat!(
            "update jobs set lease_owner = $2, lease_until = $3, attempts = attempts + 1
             where id = (select id from jobs where kind = $1 and tenant_id not in (",
            $list,
            ") and ",
            $which,
            " order by ",
            $order,
            ", id limit 1",
            $lock,
            ") and ",
            $which,
            " returning id, tenant_id, key, generation_id, payload, attempts, run_at, lease_until"
        )
    };
}

/// The claim of the first job that `$which` finds. PostgreSQL steps over rows that another node is just
/// claiming; SQLite has one writer at a time and needs no such thing.
macro_rules! claim {
    ($conn:expr, $which:literal, $order:literal) => {
        match $conn.link() {
            Link::Local(_) | Link::Sqlite(_) => claim_text!($which, $order, "select value from json_each($5)", ""),
            Link::Postgres(_) => claim_text!(
                $which,
                $order,
                "select cast(value as bigint) from jsonb_array_elements_text(cast($5 as jsonb)) as list (value)",
                " for update skip locked"
            ),
        }
    };
}

impl Conn {
    /// When the next job of that kind is due, or the next lease of one runs out.
    pub async fn next_due(&mut self, kind: &str) -> Result<Option<Timestamp>, Error> {
        let row = fetch_optional!(
            self,
            (Option<i64>,),
            "select min(at) from (
                select min(run_at) as at from jobs where kind = $1 and lease_owner is null
                union all
                select min(lease_until) as at from jobs where kind = $1 and lease_owner is not null
             ) as times",
            kind,
        )?;
        Ok(row.and_then(|(at,)| at).map(Timestamp))
    }
}

impl Tx {
    /// A job whose key is there already is left as it is.
    pub async fn enqueue_jobs(&mut self, jobs: &[NewJob]) -> Result<(), Error> {
        if jobs.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = jobs
            .iter()
            .map(|job| {
                serde_json::json!({
                    "tenant": job.tenant, "kind": job.kind, "key": job.key, "generation": job.generation,
                    "payload": json(&job.payload), "run_at": job.run_at.0, "at": job.at.0,
                })
            })
            .collect();
        let sql = batch!(
            self,
            "insert into jobs (tenant_id, kind, key, generation_id, payload, run_at, created_at)
             select cast(value ->> 'tenant' as bigint), value ->> 'kind', value ->> 'key',
                cast(value ->> 'generation' as bigint), value ->> 'payload',
                cast(value ->> 'run_at' as bigint), cast(value ->> 'at' as bigint)",
            "where true on conflict (key) do nothing"
        );
        execute!(self, sql, json(&rows))?;
        Ok(())
    }

    /// Takes the job that has been due for longest, or else one whose lease has run out; none of the tenants that
    /// `passed_over` names, because they have their share already.
    pub async fn claim_job(
        &mut self,
        kind: &str,
        owner: &str,
        lease_until: Timestamp,
        now: Timestamp,
        passed_over: &[TenantId],
    ) -> Result<Option<Job>, Error> {
        let passed_over = json(passed_over);
        let due = claim!(self, "lease_owner is null and run_at <= $4", "run_at");
        let mut row = fetch_optional!(self, JobRow, due, kind, owner, lease_until.0, now.0, &passed_over)?;
        if row.is_none() {
            let expired = claim!(
                self,
                "lease_owner is not null and lease_until <= $4",
                "lease_until"
            );
            row = fetch_optional!(
                self,
                JobRow,
                expired,
                kind,
                owner,
                lease_until.0,
                now.0,
                &passed_over
            )?;
        }
        row.map(TryInto::try_into).transpose()
    }

    /// Holds a job for longer. False if it is somebody else's by now.
    pub async fn extend_lease(&mut self, job: JobId, owner: &str, until: Timestamp) -> Result<bool, Error> {
        let extended = execute!(
            self,
            "update jobs set lease_until = $3 where id = $1 and lease_owner = $2",
            job.0,
            owner,
            until.0,
        )?;
        Ok(extended == 1)
    }

    /// Takes all leases away: nobody is at any job.
    pub async fn free_leases(&mut self) -> Result<(), Error> {
        execute!(
            self,
            "update jobs set lease_owner = null, lease_until = null where lease_owner is not null"
        )?;
        Ok(())
    }

    /// It is done. False if it is somebody else's by now.
    pub async fn finish_job(&mut self, job: JobId, owner: &str) -> Result<bool, Error> {
        let finished = execute!(
            self,
            "delete from jobs where id = $1 and lease_owner = $2",
            job.0,
            owner
        )?;
        Ok(finished == 1)
    }

    /// Whatever was still to be done for that reply need not be done.
    pub async fn drop_jobs_of(&mut self, generation: GenerationId) -> Result<(), Error> {
        execute!(self, "delete from jobs where generation_id = $1", generation.0)?;
        Ok(())
    }

    /// Gives it back as if it had not been taken, until `run_at`. False if it is somebody else's by now.
    pub async fn postpone_job(&mut self, job: JobId, owner: &str, run_at: Timestamp) -> Result<bool, Error> {
        let given_back = execute!(
            self,
            "update jobs set lease_owner = null, lease_until = null, run_at = $3, attempts = attempts - 1
             where id = $1 and lease_owner = $2",
            job.0,
            owner,
            run_at.0,
        )?;
        Ok(given_back == 1)
    }

    /// Replies of that dialog which waited for another one may be written now.
    pub async fn hasten_replies(&mut self, dialog: DialogId, now: Timestamp) -> Result<(), Error> {
        execute!(
            self,
            "update jobs set run_at = $2 where lease_owner is null and run_at > $2 and attempts = 0
                and generation_id in (select id from generations where dialog_id = $1)",
            dialog.0,
            now.0,
        )?;
        Ok(())
    }

    /// Gives it back, to be taken again at `run_at`. False if it is somebody else's by now.
    pub async fn retry_job(&mut self, job: JobId, owner: &str, run_at: Timestamp) -> Result<bool, Error> {
        let given_back = execute!(
            self,
            "update jobs set lease_owner = null, lease_until = null, run_at = $3
             where id = $1 and lease_owner = $2",
            job.0,
            owner,
            run_at.0,
        )?;
        Ok(given_back == 1)
    }

    /// Has the job of that name run at `at` if it would run later. One that somebody is at is left alone.
    pub async fn hasten_job(&mut self, key: &str, at: Timestamp) -> Result<(), Error> {
        execute!(
            self,
            "update jobs set run_at = $2 where key = $1 and lease_owner is null and run_at > $2",
            key,
            at.0
        )?;
        Ok(())
    }

    /// Has jobs of that kind run at `now` that would run after `latest`, and takes leases away that last beyond
    /// `longest_lease`: their times are of a clock that was put back. How many there were.
    pub async fn recall_jobs(
        &mut self,
        kind: &str,
        latest: Timestamp,
        longest_lease: Timestamp,
        now: Timestamp,
    ) -> Result<u64, Error> {
        let recalled = execute!(
            self,
            "update jobs set run_at = case when run_at > $2 then $4 else run_at end, lease_owner = null, lease_until = null
             where kind = $1 and (run_at > $2 or lease_until > $3)",
            kind,
            latest.0,
            longest_lease.0,
            now.0,
        )?;
        Ok(recalled)
    }

    /// Nobody wants it any more: whoever is at it finds that it is not theirs.
    pub async fn drop_job(&mut self, tenant: TenantId, key: &str) -> Result<(), Error> {
        execute!(
            self,
            "delete from jobs where tenant_id = $1 and key = $2",
            tenant.0,
            key
        )?;
        Ok(())
    }
}
