//! Which commands and parameters a script may name.

use crate::script::Script;
use std::collections::BTreeMap;

/// Commands with the parameters that may be used.
pub(crate) type Known = BTreeMap<String, Vec<String>>;

/// Commands from outside the module with the parameters that both Windows PowerShell 5.1 and PowerShell 7 have.
pub(crate) const COMMANDS: &[(&str, &[&str])] = &[
    ("Add-Type", &["LiteralPath", "ErrorAction"]),
    ("ConvertFrom-Json", &["InputObject"]),
    ("ConvertTo-Json", &["InputObject", "Depth", "Compress"]),
    ("Export-ModuleMember", &[]),
    ("Get-Acl", &["LiteralPath"]),
    ("Get-Command", &["Name", "ListImported", "ErrorAction"]),
    ("Get-Variable", &["Name", "Scope", "ValueOnly", "ErrorAction"]),
    // `Stream` is there on Windows alone.
    ("Get-Item", &["LiteralPath", "Stream", "ErrorAction"]),
    ("Get-PSSession", &["Name", "ErrorAction"]),
    ("Import-Module", &["Name", "ErrorAction", "WarningAction"]),
    ("Invoke-Command", &["Session", "ThrottleLimit", "ScriptBlock", "ArgumentList", "ErrorAction"]),
    ("ForEach-Object", &[]),
    ("New-Object", &["TypeName", "Property"]),
    // `UseWindowsPowerShell` is there in PowerShell 7 alone, and asked for there alone.
    ("New-PSSession", &["ComputerName", "UseWindowsPowerShell", "ErrorAction"]),
    ("Register-ArgumentCompleter", &["CommandName", "ParameterName", "ScriptBlock"]),
    ("Remove-PSSession", &["Session"]),
    ("Resolve-Path", &["ErrorAction"]),
    ("Select-Object", &["Property", "Last", "Unique"]),
    ("Set-Acl", &["LiteralPath", "AclObject", "Confirm"]),
    ("Set-StrictMode", &["Version"]),
    ("Sort-Object", &["Property", "Unique"]),
    ("Start-Sleep", &["Milliseconds"]),
    ("Update-TypeData", &["MemberType", "Force", "WhatIf", "Confirm"]),
    ("Where-Object", &[]),
    ("Write-Error", &[]),
    ("Write-Progress", &["Activity", "Status", "PercentComplete", "Completed"]),
    ("Write-Verbose", &[]),
    ("Write-Warning", &[]),
];

/// What the help, the README and the pages in `docs` use as well, as learn.microsoft.com documents it.
const SHOWN: &[(&str, &[&str])] = &[
    ("Add-SignerRule", &["FilePath", "CertificatePath", "User", "Kernel"]),
    ("Compress-Archive", &["Path", "DestinationPath"]),
    ("Compress-PSResource", &["Path", "DestinationPath"]),
    ("ConvertFrom-Json", &["InputObject"]),
    ("ConvertTo-Csv", &["NoTypeInformation"]),
    ("Copy-Item", &["Path", "LiteralPath", "Destination", "Recurse"]),
    ("Export-Clixml", &["LiteralPath", "Path", "Depth"]),
    ("Export-Csv", &["Path"]),
    ("Expand-Archive", &["LiteralPath", "DestinationPath"]),
    ("Format-List", &["Property"]),
    ("Format-Table", &["Property"]),
    ("ForEach-Object", &["Process"]),
    ("Get-AuthenticodeSignature", &["LiteralPath", "FilePath"]),
    ("Get-ChildItem", &["Path", "LiteralPath", "Filter", "Include", "Recurse", "File"]),
    ("Get-Cluster", &[]),
    ("Get-ClusterNetwork", &[]),
    ("Get-Counter", &["Counter", "ComputerName", "MaxSamples"]),
    ("Get-ClusterNetworkInterface", &[]),
    ("Get-ClusterParameter", &[]),
    ("Get-ClusterResourceType", &[]),
    ("Get-ClusterSharedVolume", &[]),
    ("Get-ClusterSharedVolumeState", &[]),
    ("Get-Content", &["LiteralPath", "Path"]),
    ("Get-Credential", &[]),
    ("Get-FileHash", &["LiteralPath", "Algorithm"]),
    ("Get-Help", &["Name"]),
    ("Get-Item", &["LiteralPath", "Stream", "ErrorAction"]),
    ("Get-Module", &["Name", "ListAvailable"]),
    ("Group-Object", &["Property", "NoElement"]),
    ("Import-Clixml", &["Path", "LiteralPath"]),
    ("Import-Module", &["Name", "RequiredVersion", "Force"]),
    ("Install-Module", &["Name", "Repository", "RequiredVersion", "Scope"]),
    ("Install-PSResource", &["Name", "Repository", "Version", "Scope", "TrustRepository"]),
    ("Invoke-Command", &["ComputerName", "ScriptBlock"]),
    ("Merge-CIPolicy", &["PolicyPaths", "OutputFilePath", "Rules"]),
    ("New-CIPolicyRule", &["DriverFilePath", "Level", "Fallback"]),
    ("New-FileCatalog", &["Path", "CatalogFilePath", "CatalogVersion"]),
    ("New-Item", &["ItemType", "Path", "Force"]),
    ("Publish-Module", &["Path", "Repository", "NuGetApiKey"]),
    ("Publish-PSResource", &["Path", "NupkgPath", "Repository", "ApiKey"]),
    ("Register-PSRepository", &["Name", "SourceLocation", "InstallationPolicy"]),
    ("Register-PSResourceRepository", &["Name", "Uri", "Trusted"]),
    ("Remove-Item", &["LiteralPath", "Recurse", "Force"]),
    ("Select-Object", &["Property", "ExpandProperty", "First", "Last", "Unique"]),
    ("Set-AuthenticodeSignature", &["FilePath", "Certificate", "HashAlgorithm", "TimestampServer"]),
    ("Set-Content", &["LiteralPath", "Encoding"]),
    ("Set-ExecutionPolicy", &["ExecutionPolicy", "Scope"]),
    ("Test-FileCatalog", &["Path", "CatalogFilePath", "Detailed", "FilesToSkip"]),
    ("Test-ModuleManifest", &["Path"]),
    ("Test-Path", &["LiteralPath"]),
    ("Unblock-File", &["LiteralPath"]),
    ("Uninstall-Module", &["Name", "RequiredVersion"]),
    ("Uninstall-PSResource", &["Name", "Version"]),
    ("Update-Module", &["Name", "RequiredVersion"]),
    ("Update-PSResource", &["Name", "Version", "Repository"]),
    ("Where-Object", &["Property", "eq", "ne", "gt", "FilterScript"]),
];

/// Programs, whose arguments are their own business.
const PROGRAMS: &[&str] = &[".\\clusterroute.exe", ".\\tests\\powershell\\Invoke-Suite.ps1", "signtool"];

/// The parameters that every advanced function has, as far as they are shown.
const COMMON: &[&str] = &["Verbose", "ErrorAction", "ErrorVariable", "WarningAction", "WhatIf", "Confirm"];

fn table(rows: &[(&str, &[&str])]) -> Known {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    rows.iter().map(|(name, parameters)| ((*name).to_owned(), owned(parameters))).collect()
}

/// What a module file may call, beside its own functions.
pub(crate) fn of_both_editions() -> Known {
    table(COMMANDS)
}

/// What an example may call: what is shown of others, and the exported commands of the module.
pub(crate) fn shown(module: &Script, exported: &[String]) -> Known {
    let mut known = table(SHOWN);
    known.extend(PROGRAMS.iter().map(|name| ((*name).to_owned(), Vec::new())));
    for (name, function) in module.functions() {
        if exported.contains(&name) {
            let parameters = module.parameters(function).into_iter();
            let common = COMMON.iter().map(|name| (*name).to_owned());
            known.insert(name, parameters.chain(common).collect());
        }
    }
    known
}

/// The calls of a script that name a command or a parameter which is not known.
pub(crate) fn unknown_calls(script: &Script, known: &Known) -> Vec<String> {
    let mut wrong = Vec::new();
    for command in script.all(script.tree.root_node(), "command") {
        let Some(name) = script.all(command, "command_name").first().map(|node| script.of(*node)) else {
            wrong.push(script.place(command));
            continue;
        };
        let Some(parameters) = known.get(name) else {
            wrong.push(format!("{name} is not known: {}", script.place(command)));
            continue;
        };
        let children = (0..command.child_count()).filter_map(|i| command.child(i.try_into().unwrap()));
        for elements in children.filter(|child| child.kind() == "command_elements") {
            let mut walk = elements.walk();
            for child in elements.children(&mut walk).filter(|child| child.kind() == "command_parameter") {
                let parameter = script.of(child).trim_start_matches('-').trim_end_matches(':');
                if !PROGRAMS.contains(&name) && !parameters.iter().any(|known| known == parameter) {
                    wrong.push(format!("{name} has no -{parameter}: {}", script.place(command)));
                }
            }
        }
    }
    wrong
}
