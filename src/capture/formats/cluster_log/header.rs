//! What the section `[=== Cluster ===]` says of the log itself.

/// Which clock the times of a log are of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Clock {
    /// No header tells: a log of Windows Server 2012 R2 and earlier, or a part of a log.
    #[default]
    Untold,
    Utc,
    /// The node's own.
    Local,
}

/// The log itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// The node that wrote it.
    pub(super) node: Option<String>,
    /// The operating system build of that node.
    pub(super) build: Option<i64>,
    pub(super) clock: Clock,
    /// What is to be added to the node's time for UTC, in the words of the log.
    offset: Option<String>,
}

impl Header {
    /// Takes in a line of the section.
    pub(super) fn line(&mut self, line: &str) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("Current node: name (") {
            // A node's name has no parenthesis.
            self.node = rest.split_once(')').map(|(name, _)| name.trim().to_owned());
        } else if let Some(rest) = line.strip_prefix("Build Number") {
            self.build = rest.trim_start_matches([':', ' ']).trim().parse().ok();
        } else if let Some(rest) = line.strip_prefix("The logs were generated using ") {
            if rest.starts_with("local time") {
                self.clock = Clock::Local;
            } else if rest.starts_with("Coordinated Universal Time") || rest.starts_with("UTC") {
                self.clock = Clock::Utc;
            }
        } else if let Some((_, offset)) = line.split_once("time zone offset of this machine is ") {
            // `-60 minutes, or -1 hours`
            let minutes = offset.split([',', '.']).next().unwrap_or_default();
            self.offset = Some(minutes.trim().chars().take(80).collect());
        }
    }

    /// What stands behind a time of this log.
    pub(super) fn zone(&self) -> String {
        match (&self.clock, &self.offset) {
            (Clock::Utc, _) => "UTC".to_owned(),
            (Clock::Local, Some(offset)) => format!("local time (offset to UTC {offset})"),
            (Clock::Local, None) => "local time".to_owned(),
            (Clock::Untold, _) => "(UTC or local time is not told)".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(lines: &[&str]) -> Header {
        let mut header = Header::default();
        lines.iter().for_each(|line| header.line(line));
        header
    }

    #[test]
    fn the_log_says_whose_it_is_and_by_which_clock() {
        let offset = "UTC = localtime + time zone offset;the time zone offset of this machine is -60 minutes, or -1 hours";
        let utc = header(&[
            "Build Number 17763",
            offset,
            "The logs were generated using Coordinated Universal Time (UTC). Get-ClusterLog has -UseLocalTime",
            "Current node: name (N1) id (2)",
        ]);
        assert_eq!(
            (utc.node.as_deref(), utc.build, utc.zone()),
            (Some("N1"), Some(17_763), "UTC".to_owned())
        );
        let local = header(&[offset, "The logs were generated using local time."]);
        assert_eq!(local.zone(), "local time (offset to UTC -60 minutes)");
        assert_eq!(header(&["The logs were generated using local time"]).zone(), "local time");
        assert_eq!(header(&["Build Number x", "Current node: name N1"]), Header::default());
        assert_eq!(header(&[]).zone(), "(UTC or local time is not told)");
    }
}
