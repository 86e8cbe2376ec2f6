use std::os::unix::fs::{MetadataExt, PermissionsExt};

use super::*;
use crate::access::testing::Seeded;

fn load(folder: &Path) -> Result<Keys, KeyError> {
    Keys::load_or_make(folder, &Seeded::default())
}

#[test]
fn the_first_start_makes_a_key_that_stays() {
    let folder = tempfile::tempdir().unwrap();
    let made = load(folder.path()).unwrap();
    let file = fs::metadata(folder.path().join(KEY_FILE)).unwrap();
    assert_eq!(file.mode() & 0o777, 0o600);
    let read = load(folder.path()).unwrap();
    assert_eq!(made.derive("one"), read.derive("one"));
    // No draft is left behind.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn each_purpose_has_a_key_of_its_own() {
    let keys = Keys::for_tests();
    assert_ne!(keys.derive("one"), keys.derive("two"));
    let mut other = keys.clone();
    other.0[63] ^= 1;
    assert_ne!(keys.derive("one"), other.derive("one"));
}

#[test]
fn a_key_that_others_may_read_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path()).unwrap();
    let path = folder.path().join(KEY_FILE);
    for mode in [0o640, 0o604, 0o620, 0o644, 0o666] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = load(folder.path()).err().unwrap();
        assert!(matches!(error, KeyError::Exposed(_)), "{error}");
        assert!(error.to_string().contains("chmod 600"));
    }
}

#[test]
fn a_damaged_or_known_key_stops_the_start() {
    let random: [u8; LENGTH] = (&Seeded::default() as &dyn Entropy).bytes();
    for bad in [
        &[][..],
        &random[..63],
        &[0; LENGTH],
        b"changeme".repeat(8).as_slice(),
        &[random.as_slice(), b"\n"].concat(),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE);
        fs::write(&path, bad).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(load(folder.path()), Err(KeyError::Damaged(_))));
        // It is never replaced: what was sealed with it would be lost.
        assert_eq!(fs::read(&path).unwrap(), bad);
    }
}

#[test]
fn many_first_starts_at_once_agree() {
    struct Random;
    impl Entropy for Random {
        fn fill(&self, buffer: &mut [u8]) {
            File::open("/dev/urandom").unwrap().read_exact(buffer).unwrap();
        }
    }

    let folder = tempfile::tempdir().unwrap();
    let keys = std::thread::scope(|threads| {
        let starts: Vec<_> = (0..8)
            .map(|_| threads.spawn(|| Keys::load_or_make(folder.path(), &Random).unwrap().derive("one")))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let error = load(Path::new("/no/such/folder")).err().unwrap();
    assert!(error.to_string().contains("/no/such/folder/keys"));
}
