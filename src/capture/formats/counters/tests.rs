use super::*;
use crate::capture::raw::Object;
use crate::schema::{Property, Section};

fn found(text: &str) -> Found<'static> {
    let (start, rest) = text.as_bytes().split_at(text.len().min(7));
    read(start, rest, "f.csv").unwrap()
}

fn texts(object: &Object<'_>, property: Property) -> Vec<String> {
    let Some(Raw::List(items)) = object.get(property) else { return Vec::new() };
    items.iter().map(|item| serde_json::to_string(item).unwrap().replace('"', "")).collect()
}

/// Host, zone, order of dates, times; of each counter its object, instance, name and values.
fn said(object: &Object<'_>) -> (String, Vec<String>) {
    let word = |object: &Object<'_>, property| object.text(property).unwrap_or_default().to_owned();
    let head = format!(
        "{} {} {} {}",
        word(object, Property::Node),
        object.get(Property::Bias).map(|bias| serde_json::to_string(bias).unwrap()).unwrap_or_default(),
        word(object, Property::DateOrder),
        texts(object, Property::Times).join(" ")
    );
    let series = object.rows(Property::Series).map(|series| {
        let names = [Property::Object, Property::Instance, Property::Counter].map(|name| word(series, name));
        format!("{}: {}", names.join("|"), texts(series, Property::Values).join(" "))
    });
    (head, series.collect())
}

#[test]
fn typeperf_and_relog_are_read() {
    let typeperf = "\r\n\"(PDH-CSV 4.0)\",\"\\\\HV1\\PhysicalDisk(1)\\Disk Transfers/sec\",\"\\\\HV1\\System\\Threads\"\r\n\
        \"09/15/2016 09:20:56.002\",\" \",\"5\"\r\n\"09/15/2016 09:20:57.002\",\"99.5\",\"5\"\r\n\
        Exiting, please wait...\r\nThe command completed successfully.\r\n";
    let one = found(typeperf);
    assert_eq!(one.objects.len(), 1);
    assert_eq!(one.objects[0].0, Section::Counters);
    let head = "HV1 null month_first 2016-09-15T09:20:56.002 2016-09-15T09:20:57.002";
    let series = vec!["PhysicalDisk|1|Disk Transfers/sec: null 99.5".to_owned()];
    assert_eq!(said(&one.objects[0].1), (head.to_owned(), series));
    assert_eq!(one.notes.len(), 1, "{:?}", one.notes);
    assert!(
        one.notes[0].starts_with("1 counter is not read: \\\\HV1\\System\\Threads; where Windows speaks")
    );

    let relog = "\"(PDH-TSV 4.0) (India Standard Time)(-330)\"\t\"\\\\b.x.y\\cluster csvfs(v1)\\reads/sec\"\t\
        \"\\\\A\\Cluster CSV File System(V1)\\IO Reads/sec\"\n\"13.02.2011 07:00:00.0\"\t\"1,5\"\t\"2\"\n";
    let both = found(relog);
    let said: Vec<_> = both.objects.iter().map(|(_, object)| said(object)).collect();
    let series = |text: &str| vec![text.to_owned()];
    assert_eq!(
        said[0],
        ("b -330 day_first 2011-02-13T07:00:00.000".to_owned(), series("Cluster CSVFS|v1|Reads/sec: 1.5"))
    );
    let second = series("Cluster CSV File System|V1|IO Reads/sec: 2.0");
    assert_eq!(said[1], ("A -330 day_first 2011-02-13T07:00:00.000".to_owned(), second));
    assert!(both.notes.is_empty());
}

#[test]
fn names_of_another_language_are_listed_with_where_the_english_ones_are() {
    let text = "\"(PDH-CSV 4.0)\",\"\\\\HV1\\Physikalischer Datenträger(1)\\Übertragungen/s\"\n\"02/11/2011 07:00:00\",\"1\"\n";
    let found = found(text);
    assert!(found.is_empty());
    let why = found.why_nothing();
    assert!(why.contains("holds no samples of a counter that is read"), "{why}");
    assert!(why.contains("Physikalischer Datenträger(1)\\Übertragungen/s"), "{why}");
    assert!(why.contains("Perflib\\009"), "{why}");
}

#[test]
fn rows_that_are_not_whole_are_counted() {
    let text = "\"(PDH-CSV 4.0)\",\"\\\\A\\PhysicalDisk(1)\\Disk Reads/sec\",\"\\\\A\\PhysicalDisk(1)\\Disk Writes/sec\"\n\
        \"02/13/2011 07:00:00\",\"1\",\"2\"\n\"02/13/2011 07:00:05\",\"1\"\n\"yesterday\",\"1\",\"2\"\n\
        \"31/13/2011 07:00:05\",\"1\",\"2\"\n\"02/13/2011 07:00:10\",\"1\",\"2";
    let found = found(text);
    let (head, series) = said(&found.objects[0].1);
    // Of two orders of dates one is wrong, so the first that is impossible the other way decides.
    assert!(head.ends_with("2011-02-13T07:00:00.000"), "{head}");
    assert_eq!(series.len(), 2);
    assert!(
        found.notes.iter().any(|note| note == "3 rows are left out: not whole, or without a time"),
        "{:?}",
        found.notes
    );
}

#[test]
fn an_empty_file_and_one_without_rows_say_so() {
    assert_eq!(found("\r\n\r\n").why_nothing(), "holds no counters");
    let none = found("\"(PDH-CSV 4.0)\",\"\\\\A\\PhysicalDisk(1)\\Disk Reads/sec\"\r\n");
    assert_eq!(none.why_nothing(), "holds no samples of a counter that is read");
}

#[test]
fn more_counters_than_may_be_are_refused() {
    let titles: String =
        (0..=MAX_SERIES).map(|n| format!(",\"\\\\A\\PhysicalDisk({n})\\Disk Reads/sec\"")).collect();
    let text = format!("\"(PDH-CSV 4.0)\"{titles}\n");
    let error = read(text.as_bytes(), std::io::empty(), "f.csv").unwrap_err();
    assert_eq!(error.code, Code::TooLarge);
    assert!(error.message.starts_with("expected at most 16384 counters"), "{error}");
}

#[test]
fn a_binary_log_is_refused_with_the_command_that_makes_it_readable() {
    let why = |name: &str| why_binary(Path::new(name));
    let expected = "expected counters as text, found a binary log: relog \"hv1.BLG\" -f csv -o \"hv1.csv\" makes text of it";
    assert_eq!(why("logs/hv1.BLG").as_deref(), Some(expected));
    assert_eq!(why("hv1.csv"), None);
    assert_eq!(why("é"), None);
}
