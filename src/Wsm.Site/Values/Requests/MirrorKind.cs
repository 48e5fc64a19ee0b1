namespace Wsm.Site.Values.Requests;

/// <summary>Whose configuration makes a node pull from the internal registry what is named by its public name.</summary>
public enum MirrorKind
{
    /// <summary><c>certs.d/REGISTRY/hosts.toml</c></summary>
    Containerd,

    /// <summary><c>registries.yaml</c> of k3s and RKE2</summary>
    K3s,

    /// <summary><c>registries.conf</c> (version 2) of CRI-O and podman</summary>
    Crio,

    /// <summary><c>ImageDigestMirrorSet</c> and <c>ImageTagMirrorSet</c></summary>
    OpenShift,
}
