use crate::model::{Cluster, FileSystemReasons, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR303",
    name: "incompatible-filter",
    severity: Severity::Warning,
    summary: "A filter driver keeps a shared volume in redirected mode.",
    doc: "\
## What it checks

Whether the state of a volume names `IncompatibleFileSystemFilter` or `IncompatibleVolumeFilter` as a reason for
file system redirection on any node.

## Why it matters

A driver of an antivirus, backup, replication or encryption product is attached to the volume and does not say
that it works with shared volumes. The cluster then sends every read and write of the node through the
coordinator, over the network, as long as the driver is attached.

## Example

`Volume1` is `FileSystemRedirected` with `IncompatibleFileSystemFilter` on one node: a backup agent was updated
there first.

## What to do

Find the driver on that node: events 5125 (file system filter) and 5126 (volume filter) name it, and so does
`fltmc instances`. Update, reconfigure or remove the product.

## References

- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
- [Troubleshooting redirected access](https://learn.microsoft.com/archive/blogs/askcore/troubleshooting-redirected-access-on-a-cluster-shared-volume-csv)
",
    reference: "https://learn.microsoft.com/archive/blogs/askcore/troubleshooting-redirected-access-on-a-cluster-shared-volume-csv",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012R2),
    needs: &[Need::SharedVolumes, Need::SharedVolumeStates],
    assumes: &[],
    check,
};

/// The two kinds: flag, its word, and the event that names the driver.
const KINDS: [(u64, &str, &str); 2] = [
    (FileSystemReasons::INCOMPATIBLE_FILE_SYSTEM_FILTER, "IncompatibleFileSystemFilter", "5125"),
    (FileSystemReasons::INCOMPATIBLE_VOLUME_FILTER, "IncompatibleVolumeFilter", "5126"),
];

/// A volume and the nodes where a filter driver redirects it.
#[derive(Debug)]
struct IncompatibleFilter {
    at: VolumeNodes,
    /// The word of the flag.
    reason: &'static str,
    /// The number of the event.
    event: &'static str,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let of_kind = |(flag, reason, event)| {
        let redirected = matching(context.cluster, move |state| state.file_system_reasons.has(flag));
        redirected.into_iter().map(move |at| IncompatibleFilter { at, reason, event })
    };
    Ok(found(KINDS.into_iter().flat_map(of_kind)))
}

impl Facts for IncompatibleFilter {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { at, reason, event } = self;
        let message = format!(
            "a filter driver ({reason}) keeps volume {} redirected on {}: all I/O from there goes through {}",
            at.volume_name(cluster),
            at.list(cluster),
            at.coordinator(cluster),
        );
        let fix = format!(
            "find the driver there with event {event} or fltmc instances, and update or remove its product"
        );
        Hit::new(Target::volume(at.volume(cluster)), message, fix)
            .with("reason", *reason)
            .with_nodes(cluster, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn each_kind_of_filter_is_told_apart() {
        let mut cluster = volumes::cluster();
        let (file_system, volume) = (KINDS[0].0, KINDS[1].0);
        volumes::redirect(&mut cluster, &[1], file_system);
        volumes::redirect(&mut cluster, &[2], file_system | volume);
        volumes::redirect(&mut cluster, &[3], FileSystemReasons::USER_REQUEST);
        let messages: Vec<String> = testing::check(&RULE, &cluster).into_iter().map(|h| h.message).collect();
        assert_eq!(messages.len(), 2);
        assert!(
            messages[0]
                .contains("(IncompatibleFileSystemFilter) keeps volume Volume1 redirected on N2 and N3")
        );
        assert!(messages[1].contains("(IncompatibleVolumeFilter) keeps volume Volume1 redirected on N3"));
    }
}
