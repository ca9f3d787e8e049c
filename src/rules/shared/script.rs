//! PowerShell commands for [`Fix::command`](crate::rules::Fix::command): right as they stand, whatever the names contain.

/// The expression that gets one cluster network by its name.
pub fn network(name: &str) -> String {
    if name.contains(['*', '?', '[', ']', '`']) {
        // `-Name` would take these for wildcards.
        format!("Get-ClusterNetwork | Where-Object {{ $_.Name -eq {} }}", quote(name))
    } else {
        format!("Get-ClusterNetwork -Name {}", quote(name))
    }
}

/// The command that sets one property of a cluster network; `value` is a PowerShell expression.
///
/// Some versions of the module keep the change to themselves until
/// [`Update()`](https://github.com/dsccommunity/FailoverClusterDsc/blob/main/source/DSCResources/DSC_ClusterNetwork/DSC_ClusterNetwork.psm1)
/// is called, others do not have that method.
pub fn set_network(name: &str, property: &str, value: &str) -> String {
    format!(
        "$n = {}; $n.{property} = {value}; if ($n | Get-Member -Name Update -MemberType Methods) {{ $n.Update() }}",
        network(name)
    )
}

/// The command that gives the metrics of networks back to the cluster; `None` when it would be too long to read.
pub fn automatic_metrics(names: &[&str]) -> Option<String> {
    let commands = names.iter().map(|name| set_network(name, "AutoMetric", "$true"));
    (1..=6).contains(&names.len()).then(|| commands.collect::<Vec<_>>().join("; "))
}

/// A literal string: nothing in it is expanded, and no quote in it ends it.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        // PowerShell takes the typographic single quotes for the plain one.
        if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_ends_the_string() {
        assert_eq!(quote("Management"), "'Management'");
        assert_eq!(quote("O'Brien $net"), "'O''Brien $net'");
        assert_eq!(quote("\u{2018}LAN\u{2019} \"A\""), "'\u{2018}\u{2018}LAN\u{2019}\u{2019} \"A\"'");
    }

    #[test]
    fn a_name_with_wildcards_means_itself() {
        assert_eq!(network("Storage 1"), "Get-ClusterNetwork -Name 'Storage 1'");
        assert_eq!(network("LAN [1]"), "Get-ClusterNetwork | Where-Object { $_.Name -eq 'LAN [1]' }");
    }

    #[test]
    fn a_command_that_nobody_would_read_is_not_given() {
        let one = set_network("A", "AutoMetric", "$true");
        assert_eq!(automatic_metrics(&["A", "A"]), Some(format!("{one}; {one}")));
        assert_eq!(automatic_metrics(&[]), None);
        assert_eq!(automatic_metrics(&["A"; 7]), None);
    }

    #[test]
    fn a_property_is_set_and_written_back() {
        assert_eq!(
            set_network("LAN", "Role", "0"),
            "$n = Get-ClusterNetwork -Name 'LAN'; $n.Role = 0; \
             if ($n | Get-Member -Name Update -MemberType Methods) { $n.Update() }"
        );
    }
}
