//! What one tenant has does not exist for another, whichever id it names.

use tandem::domain::{
    AllowedOrigins, Appearance, DialogId, EngineKind, FailureCode, GenerationId, HandoffReason, Holder, Mark,
    MarkKind, Pool, Side, TokenHash,
};
use tandem::store::{
    ArticleChange, AssistantChange, ContactChange, Ending, Filter, NewArticle, NewGeneration, NewSite, View,
};

use crate::home::{Home, at};
use crate::shop::{Shop, client_id, public_id, read_dialog, say, visitor};

stories!(
    no_read_crosses,
    no_write_crosses,
    a_dialog_under_another_tenant_is_not_saved
);

/// A tenant with something in every table, and a stranger who knows all its ids.
struct Scene {
    owner: Shop,
    stranger: Shop,
    dialog: DialogId,
    generation: GenerationId,
}

async fn scene(home: &Home) -> Scene {
    let (owner, stranger) = (Shop::open(home, "one").await, Shop::open(home, "two").await);
    let mut dialog = owner.dialog(home, 1).await;
    let question = say(&mut dialog, "a secret");
    dialog.handoff.holder = Holder::Queued {
        since: at(1),
        reason: HandoffReason::Visitor,
    };
    let saved = dialog.clone();
    let wanted = NewGeneration {
        tenant: owner.tenant,
        dialog: dialog.id,
        assistant: owner.assistant,
        reply_to: Mark { public: 1, staff: 1 },
        handler_epoch: 1,
        at: at(1),
    };
    let generation = home
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_messages(&[question]).await?;
                tx.save_dialogs(&[saved]).await?;
                Ok(tx.insert_generations(&[wanted]).await?[0])
            })
        })
        .await;
    Scene {
        owner,
        stranger,
        dialog: dialog.id,
        generation,
    }
}

async fn no_read_crosses(home: Home) {
    let Scene {
        owner,
        stranger,
        dialog,
        generation,
    } = scene(&home).await;
    let (article, site) = (own_article(owner), own_site(owner));
    let (article, site) = home
        .write(move |tx| {
            Box::pin(async move {
                let site = tx.create_site(owner.tenant, &site).await?.unwrap();
                let mut user = visitor(owner.assistant);
                (user.site, user.external_id) = (Some(site), Some("u".to_owned()));
                tx.upsert_site_contact(owner.tenant, &user).await?;
                Ok((tx.create_article(owner.tenant, &article, &[]).await?, site))
            })
        })
        .await;
    let tenant = stranger.tenant;
    let mut conn = home.read().await;
    assert_eq!(conn.member(tenant, owner.operator).await.unwrap(), None);
    assert_eq!(conn.assistant(tenant, owner.assistant).await.unwrap(), None);
    assert_eq!(conn.site(tenant, site).await.unwrap(), None);
    assert_eq!(conn.sites(tenant).await.unwrap(), []);
    assert!(conn.site_secrets(tenant, site).await.unwrap().is_empty());
    assert_eq!(conn.dialogs_held_by(tenant, owner.operator).await.unwrap(), []);
    assert_eq!(conn.contact(tenant, owner.contact).await.unwrap(), None);
    assert_eq!(
        conn.contact_by_external_id(tenant, site, "u").await.unwrap(),
        None
    );
    assert_eq!(conn.article(tenant, article).await.unwrap(), None);
    assert_eq!(conn.articles(tenant, owner.assistant).await.unwrap(), []);
    assert_eq!(conn.passage_count(tenant, owner.assistant).await.unwrap(), 0);
    assert_eq!(conn.dialog(tenant, dialog).await.unwrap(), None);
    assert_eq!(
        conn.dialog_by_client_id(tenant, owner.contact, &client_id(1))
            .await
            .unwrap(),
        None
    );
    assert_eq!(conn.count_dialogs(tenant, owner.contact).await.unwrap(), 0);
    assert_eq!(conn.queue_position(tenant, dialog).await.unwrap(), None);
    assert_eq!(conn.summaries(tenant, &[dialog]).await.unwrap(), []);
    assert_eq!(
        conn.dialogs_of_contact(tenant, owner.contact, None, 9)
            .await
            .unwrap(),
        []
    );
    for view in [
        View::Mine(owner.operator),
        View::Waiting,
        View::Assistant,
        View::All,
        View::Closed,
    ] {
        let filter = Filter {
            view,
            assignee: None,
            q: None,
        };
        assert_eq!(conn.inbox(tenant, filter, None, 9).await.unwrap(), []);
    }
    assert_eq!(
        conn.counts(tenant, owner.operator).await.unwrap(),
        tandem::store::Counts::default()
    );
    for pool in [Pool::Admin, Pool::Client] {
        assert_eq!(conn.entries_after(tenant, dialog, pool, 0, 9).await.unwrap(), []);
        assert_eq!(conn.entries_before(tenant, dialog, pool, 9, 9).await.unwrap(), []);
    }
    assert_eq!(conn.staff_at_public(tenant, dialog, 1).await.unwrap(), None);
    assert_eq!(conn.public_up_to_staff(tenant, dialog, 1).await.unwrap(), 0);
    assert_eq!(conn.generation(tenant, generation).await.unwrap(), None);
    assert_eq!(
        conn.active_generations(tenant, Some(dialog), None).await.unwrap(),
        []
    );
    assert_eq!(conn.suggestion(tenant, dialog).await.unwrap(), None);
}

async fn no_write_crosses(home: Home) {
    let Scene {
        owner,
        stranger,
        dialog,
        generation,
    } = scene(&home).await;
    let (tenant, token) = (stranger.tenant, TokenHash([5; 32]));
    let (assistant, contact, article, ending) = (new_assistant_face(), new_name(), new_text(), failure());
    let before = home
        .read()
        .await
        .generation(owner.tenant, generation)
        .await
        .unwrap();
    let locked = home
        .write(move |tx| {
            Box::pin(async move {
                let mine = tx.create_article(owner.tenant, &own_article(owner), &[]).await?;
                tx.add_visitor_token(owner.tenant, owner.assistant, owner.contact, &token, at(0))
                    .await?;
                let site = tx.create_site(owner.tenant, &own_site(owner)).await?.unwrap();
                let secret = tx.site_secrets(owner.tenant, site).await?[0].id;
                tx.revoke_sessions(tenant, owner.operator, at(9)).await?;
                let refused = [
                    tx.update_assistant(tenant, owner.assistant, &assistant).await?,
                    tx.delete_assistant(tenant, owner.assistant, at(9)).await?,
                    tx.update_contact(tenant, owner.contact, &contact).await?,
                    tx.set_contact_blocked(tenant, owner.contact, true, at(9)).await?,
                    tx.revoke_visitor_token(tenant, &token, at(9)).await?,
                    tx.remove_membership(tenant, owner.operator).await?,
                    tx.delete_site(tenant, site, at(9)).await?,
                    tx.remove_site_secret(tenant, site, secret).await?,
                    tx.update_article(tenant, mine, &article, &[]).await?,
                    tx.delete_article(tenant, mine).await?,
                    tx.begin_attempt(tenant, generation, 1, at(9)).await?,
                    tx.save_progress(tenant, generation, 0, 1, "x").await?,
                    tx.finish_generation(tenant, generation, &ending).await?,
                ];
                assert_eq!(refused, [false; 13]);
                let cancelled = tx
                    .cancel_generations(tenant, dialog, false, FailureCode::TakenOver, at(9))
                    .await?;
                assert_eq!(cancelled, []);
                tx.lock_dialogs(&[(tenant, dialog), (owner.tenant, dialog)]).await
            })
        })
        .await;
    assert_eq!(locked[&dialog].tenant, owner.tenant);
    let after = home
        .read()
        .await
        .generation(owner.tenant, generation)
        .await
        .unwrap();
    assert_eq!(after, before);
}

async fn a_dialog_under_another_tenant_is_not_saved(home: Home) {
    let Scene {
        owner,
        stranger,
        dialog,
        ..
    } = scene(&home).await;
    let mut forged = read_dialog(&home, owner.tenant, dialog).await;
    forged.tenant = stranger.tenant;
    let read = Mark { public: 1, staff: 1 };
    forged.marks = forged.marks.advanced(Side::User, MarkKind::Read, read).unwrap();
    let saved: Result<(), tandem::store::Error> = home
        .store
        .write(move |tx| Box::pin(async move { tx.save_dialogs(&[forged]).await }))
        .await;
    assert!(saved.is_err());
    let marks = read_dialog(&home, owner.tenant, dialog).await.marks;
    assert_eq!(marks.user_read, Mark::default());
}

fn own_site(owner: Shop) -> NewSite {
    NewSite {
        assistant: owner.assistant,
        public_id: public_id("site", "one"),
        name: "Account".to_owned(),
        secret_sealed: vec![1],
        allowed_origins: AllowedOrigins::default(),
        at: at(0),
    }
}

fn own_article(owner: Shop) -> NewArticle {
    NewArticle {
        assistant: owner.assistant,
        title: "Secret".to_owned(),
        body: String::new(),
        url: None,
        locale: None,
        at: at(0),
    }
}

fn new_assistant_face() -> AssistantChange {
    AssistantChange {
        name: "Taken".to_owned(),
        engine: EngineKind::Knowledge,
        engine_settings: tandem::domain::EngineSettings {
            model: Some("small".to_owned()),
            ..tandem::domain::EngineSettings::default()
        },
        engine_key: Some(vec![1, 2, 3]),
        instructions: "Be kind.".to_owned(),
        handoff: tandem::domain::HandoffPolicy::default(),
        appearance: Appearance::default(),
        allowed_origins: AllowedOrigins::default(),
        at: at(9),
    }
}

fn new_name() -> ContactChange {
    ContactChange {
        name: Some("Taken".to_owned()),
        email: None,
        verified: true,
        attributes: tandem::domain::Attributes::new(),
        at: at(9),
    }
}

fn new_text() -> ArticleChange {
    ArticleChange {
        title: "Taken".to_owned(),
        body: String::new(),
        url: None,
        locale: None,
        at: at(9),
    }
}

fn failure() -> Ending {
    Ending {
        status: tandem::domain::GenerationStatus::Error,
        code: Some(FailureCode::EngineFailed),
        message: None,
        text: None,
        latency_ms: None,
        usage: None,
        at: at(9),
    }
}
