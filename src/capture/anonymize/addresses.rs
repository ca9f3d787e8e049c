//! IP addresses, wherever they stand in a text.
//!
//! Two addresses begin alike in as many bits after this as before, so what was one subnet stays one, and their order
//! stays. A bit in which no two addresses differ says nothing but of whom they are: it is made up. The bits that make an
//! address private, link-local or public stay, and those of the host in the address of a subnet stay zero.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses, and what replaces them.
#[derive(Default)]
pub(super) struct Addresses {
    found: BTreeSet<IpAddr>,
    /// Empty until everything was found.
    new: Option<BTreeMap<IpAddr, IpAddr>>,
}

/// How often made-up bits are tried until no new address is an old one.
const TRIES: u64 = 16;

impl Addresses {
    /// The text with its addresses replaced, and what stands between them.
    pub(super) fn replace(&mut self, text: &str) -> (String, String) {
        let (mut replaced, mut between) = (String::with_capacity(text.len()), String::new());
        let is_part = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
        let mut rest = text;
        while !rest.is_empty() {
            let run = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let address =
                [Some(run), rest[..run].find(':'), Some(rest[..run].trim_end_matches([':', '.']).len())]
                    .into_iter()
                    .flatten()
                    .find_map(|end| Some((end, rest[..end].parse::<IpAddr>().ok()?)));
            let other = rest[run..].find(is_part).map_or(rest.len(), |next| run + next);
            let used = match address {
                Some((end, address)) => {
                    replaced.push_str(&self.one(address).to_string());
                    end
                }
                None => 0,
            };
            replaced.push_str(&rest[used..other]);
            between.push_str(&rest[used..other]);
            rest = &rest[other..];
        }
        (replaced, between)
    }

    fn one(&mut self, address: IpAddr) -> IpAddr {
        match &self.new {
            Some(new) => new.get(&address).copied().unwrap_or(address),
            None => {
                self.found.insert(address);
                address
            }
        }
    }

    /// Everything was found: says what replaces it.
    pub(super) fn settle(&mut self) {
        let try_with = |seed| {
            let mut new = BTreeMap::new();
            let v4: Vec<u128> =
                self.found.iter().filter_map(|ip| Some(u128::from(v4(*ip)?.to_bits()))).collect();
            let v6: Vec<u128> = self.found.iter().filter_map(|ip| Some(v6(*ip)?.to_bits())).collect();
            let mut tree = Tree { seed, width: 32, new: Vec::new() };
            tree.label(&v4, 0, 0);
            let low = |bits: u128| IpAddr::V4(Ipv4Addr::from_bits(bits as u32));
            new.extend(tree.new.into_iter().map(|(old, bits)| (low(old), low(bits))));
            let mut tree = Tree { seed, width: 128, new: Vec::new() };
            tree.label(&v6, 0, 0);
            let wide = |bits: u128| IpAddr::V6(Ipv6Addr::from_bits(bits));
            new.extend(tree.new.into_iter().map(|(old, bits)| (wide(old), wide(bits))));
            new
        };
        let is_new = |new: &BTreeMap<IpAddr, IpAddr>| {
            new.iter().all(|(old, new)| old == new && kept(*old) == width(*old) || !self.found.contains(new))
        };
        let fitting = (1..TRIES).map(try_with).find(is_new);
        self.new = Some(fitting.unwrap_or_else(|| try_with(TRIES)));
    }
}

fn v4(address: IpAddr) -> Option<Ipv4Addr> {
    if let IpAddr::V4(address) = address { Some(address) } else { None }
}

fn v6(address: IpAddr) -> Option<Ipv6Addr> {
    if let IpAddr::V6(address) = address { Some(address) } else { None }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// How many of the first bits tell what kind of address it is; all of them for one that everybody has.
fn kept(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(address) => match address.octets() {
            [0 | 127 | 224..=255, ..] => 32,
            [192 | 169, ..] => 16,
            [172, ..] => 12,
            [100, ..] => 10,
            _ => 8,
        },
        IpAddr::V6(address) => match address.segments()[0] {
            0 | 0xff00..=0xffff => 128,
            0xfe80..=0xfebf => 64,
            0xfc00..=0xfdff => 8,
            _ => 16,
        },
    }
}

/// Gives addresses new bits, from the first to the last.
struct Tree {
    seed: u64,
    width: u32,
    /// Old and new.
    new: Vec<(u128, u128)>,
}

impl Tree {
    /// Sorted addresses that begin alike in `depth` bits, which became `start`.
    fn label(&mut self, addresses: &[u128], depth: u32, start: u128) {
        let Some(&first) = addresses.first() else { return };
        if depth == self.width {
            self.new.push((first, start));
            return;
        }
        let below = self.width - depth - 1;
        let zeros = addresses.partition_point(|address| address >> below & 1 == 0);
        if zeros > 0 && zeros < addresses.len() {
            self.label(&addresses[..zeros], depth + 1, start << 1);
            self.label(&addresses[zeros..], depth + 1, start << 1 | 1);
            return;
        }
        // Beyond the first 16 bits addresses that begin alike are of one kind.
        let looked_at = if depth < 16 { addresses } else { &addresses[..1] };
        let is_kept = looked_at.iter().any(|address| depth < kept(self.address(*address)));
        // The address of a subnet is the lowest in it.
        let is_host_of_subnet = zeros > 0 && first.trailing_zeros() > below;
        let bit = if is_kept || is_host_of_subnet { zeros == 0 } else { self.made_up(depth) };
        let bit = u128::from(bit);
        self.label(addresses, depth + 1, start << 1 | bit);
    }

    fn address(&self, bits: u128) -> IpAddr {
        if self.width == 32 {
            Ipv4Addr::from_bits(bits as u32).into()
        } else {
            Ipv6Addr::from_bits(bits).into()
        }
    }

    /// The same in every run, and of no address.
    fn made_up(&self, depth: u32) -> bool {
        let mixed = (self.seed << 8 | u64::from(depth)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 63 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(texts: &[&str]) -> Vec<String> {
        let mut addresses = Addresses::default();
        texts.iter().for_each(|text| assert_eq!(addresses.replace(text).0, *text));
        addresses.settle();
        texts.iter().map(|text| addresses.replace(text).0).collect()
    }

    #[test]
    fn subnets_order_and_kinds_stay() {
        let old = [
            "10.40.0.0",
            "10.40.0.11",
            "10.40.0.12",
            "10.40.1.0",
            "10.40.1.11",
            "169.254.0.0",
            "169.254.17.3",
            "172.16.4.5",
            "192.168.1.0",
            "192.168.1.7",
            "203.0.113.4",
            "fd00:1:2:3::",
            "fd00:1:2:3::11",
            "fe80::1234",
            "127.0.0.1",
            "0.0.0.0",
            "::",
            "::1",
        ];
        let new = replaced(&old);
        let parse = |text: &str| text.parse::<IpAddr>().unwrap();
        let bits = |address: IpAddr| match address {
            IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
            IpAddr::V6(address) => address.to_bits(),
        };
        for (a, new_a) in old.iter().zip(&new) {
            for (b, new_b) in old.iter().zip(&new) {
                let alike = |a: &str, b: &str| (bits(parse(a)) ^ bits(parse(b))).leading_zeros();
                if parse(a).is_ipv4() == parse(b).is_ipv4() {
                    assert_eq!(alike(a, b), alike(new_a, new_b), "{a} {b}: {new_a} {new_b}");
                    assert_eq!(parse(a) < parse(b), parse(new_a) < parse(new_b), "{a} {b}");
                }
            }
        }
        assert_eq!(new[14..], old[14..]);
        assert!(new[3].ends_with(".0") && new[8].starts_with("192.168.") && new[6].starts_with("169.254."));
        for (old, new) in old[..13].iter().zip(&new) {
            assert!(*old == "169.254.0.0" || old != new, "{old}");
        }
    }

    #[test]
    fn addresses_are_found_in_any_text() {
        let new = replaced(&["{10.1.2.3, fe80::1%12}", "10.1.2.0/24", "10.1.2.3:3343", "at 10:40:11, 1.5"]);
        assert!(!new.concat().contains("10.1.2."), "{new:?}");
        assert!(
            new[0].ends_with("%12}") && new[1].ends_with(".0/24") && new[2].ends_with(":3343"),
            "{new:?}"
        );
        assert_eq!(new[3], "at 10:40:11, 1.5");
    }
}
