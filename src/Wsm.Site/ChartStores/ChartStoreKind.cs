namespace Wsm.Site.ChartStores;

/// <summary>What kind of chart store an address leads to.</summary>
public enum ChartStoreKind
{
    /// <summary>By the form of the address, and by asking the server.</summary>
    Auto,
    Oci,
    Folder,
    ChartMuseum,
    Nexus,
    Artifactory,
    Gitea,

    /// <summary>With Gitea's API.</summary>
    Forgejo,
    GitLab,
}
