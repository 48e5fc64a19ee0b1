using Wsm.Peers.Kubernetes;

[assembly: AssemblyFixture(typeof(SharedCluster))]
