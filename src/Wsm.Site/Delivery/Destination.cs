using Wsm.Site.ChartStores;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>Where everything goes, and how.</summary>
public sealed record Destination
{
    /// <summary>Where the images go; null delivers no image.</summary>
    public RelocationOptions? Images { get; init; }

    /// <summary>Where the charts go: <c>oci://…</c>, an address, or a folder; null delivers no chart.</summary>
    public string? Charts { get; init; }

    public ChartStoreKind ChartsKind { get; init; }

    /// <summary>Replace charts that the store holds with other content.</summary>
    public bool Force { get; init; }

    /// <summary>Make the projects of a Harbor that are not there yet.</summary>
    public bool CreateProjects { get; init; }

    /// <summary>Make the repositories that are not there yet in ECR and Quay, and see whether the projects are there that GitLab and
    /// OpenShift want.</summary>
    public bool CreateRepositories { get; init; }

    public DeliveryOptions Transfer { get; init; } = new();
}
