//! The words in names and descriptions that rules look for, in lower case. They stand here once, so that a capture whose
//! names are replaced keeps them.

/// A network or adapter of iSCSI.
pub const ISCSI: &str = "iscsi";

/// A team of Windows (LBFO), or a bridge.
pub const TEAM: &str = "multiplexor";

/// What makers of servers call the adapter to the management controller.
pub const CONTROLLERS: [&str; 9] = [
    "remote ndis",
    "rndis",
    "usb ndis",
    "idrac",
    "ilo virtual",
    "xclarity",
    "ipmi",
    "usb ethernet to bmc",
    "bmc",
];

/// Adapters of a guest.
pub const GUESTS: [&str; 5] =
    ["microsoft hyper-v network adapter", "vmxnet3", "virtio", "elastic network adapter", "gvnic"];

/// Networks that are meant for shared volumes.
pub const SHARED_VOLUMES: [&str; 3] = ["csv", "shared volume", "redirected"];

/// Networks that are meant for live migration; the short form is a word of its own.
pub const MIGRATION: &str = "migration";
/// See [`MIGRATION`].
pub const MIGRATION_SHORT: &str = "lm";

/// In front of the name of a network whose adapters belong to no intent of Network ATC.
pub const UNUSED: &str = "unused:";

/// In front of the name of a clustered storage space; a clustered disk is `Cluster Disk 1`.
pub const SPACE: &str = "cluster virtual disk";

/// In front of the name of a virtual switch, in the connection of the host; a `)` is behind it.
pub const OF_SWITCH: &str = "vEthernet (";

/// The internal switch that Hyper-V makes itself.
pub const DEFAULT_SWITCH: &str = "Default Switch";

/// Whether a text has one of these words anywhere, in any case.
pub fn has_any(text: &str, words: &[&str]) -> bool {
    let text = text.to_ascii_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Whether a text has this word as a word of its own, in any case.
pub fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|one| one.eq_ignore_ascii_case(word))
}

/// The words of a text that tell something, each once; those in front of a name are not among them.
pub fn of(text: &str) -> Vec<&'static str> {
    let parts = [ISCSI, TEAM, MIGRATION].into_iter().chain(CONTROLLERS).chain(GUESTS).chain(SHARED_VOLUMES);
    let lower = text.to_ascii_lowercase();
    let mut words: Vec<&'static str> = Vec::new();
    for word in parts.filter(|word| lower.contains(word)) {
        if !words.iter().any(|known| known.contains(word)) {
            words.push(word);
        }
    }
    if has_word(text, MIGRATION_SHORT) {
        words.push(MIGRATION_SHORT);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_once() {
        assert_eq!(of("iSCSI A"), ["iscsi"]);
        assert_eq!(of("USB Ethernet to BMC #2"), ["usb ethernet to bmc"]);
        assert_eq!(of("LM-CSV"), ["csv", "lm"]);
        assert_eq!(of("Helm"), [""; 0]);
    }
}
