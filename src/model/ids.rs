//! What networks, nodes and volumes of one [`Cluster`](super::Cluster) are called inside the library. Names are for
//! answers: a cluster may have two networks of one name, and a name may be of a node and of a volume.

use super::{Network, Node, Volume};
use std::ops::{Index, IndexMut};

/// Defines an id: a place in one of the cluster's lists, which only that list understands.
macro_rules! id {
    ($(#[$doc:meta])* $id:ident of $thing:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(u32);

        impl $id {
            /// The id of the thing at that place of the cluster's list.
            pub fn at(place: usize) -> Self {
                // No capture has that many things; a place beyond it names none, and finding it would panic.
                Self(u32::try_from(place).unwrap_or(u32::MAX))
            }

            /// The place in the cluster's list.
            pub fn place(self) -> usize {
                self.0 as usize
            }

            /// The ids of a list of so many things.
            pub fn all(count: usize) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
                (0..count).map(Self::at)
            }
        }

        impl Index<$id> for Vec<$thing> {
            type Output = $thing;

            fn index(&self, id: $id) -> &$thing {
                &self[id.place()]
            }
        }

        impl IndexMut<$id> for Vec<$thing> {
            fn index_mut(&mut self, id: $id) -> &mut $thing {
                &mut self[id.place()]
            }
        }
    };
}

id! {
    /// A cluster network: its place in [`Cluster::networks`](super::Cluster::networks).
    NetworkId of Network
}
id! {
    /// A node: its place in [`Cluster::nodes`](super::Cluster::nodes).
    NodeId of Node
}
id! {
    /// A Cluster Shared Volume: its place in [`Cluster::volumes`](super::Cluster::volumes).
    VolumeId of Volume
}
