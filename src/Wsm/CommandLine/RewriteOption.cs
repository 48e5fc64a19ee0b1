using System.CommandLine;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;
using Wsm.Site.Delivery;

namespace Wsm.CommandLine;

/// <summary><c>--rewrite-dependencies</c>: charts that find their dependencies in the store inside.</summary>
internal sealed class RewriteOption
{
    private readonly TargetArguments _target;
    private readonly Option<bool> _option = new("--rewrite-dependencies")
    {
        Description =
            "Let charts name the chart store where they name public repositories for their dependencies, and put those there too. The "
            + "charts' digests change, and their .prov is void.",
    };

    public RewriteOption(TargetArguments target) => _target = target;

    public void AddTo(Command command) => command.Add(_option);

    public bool IsGiven(Invocation call) => call.Get(_option);

    /// <summary>The charts as they are to arrive.</summary>
    /// <exception cref="UserError">The store has no address that could be written into them.</exception>
    public IReadOnlyList<ChartToDeliver> Apply(Invocation call, IReadOnlyList<ChartToDeliver> charts) =>
        IsGiven(call) ? Rewrite(call, charts) : charts;

    /// <inheritdoc cref="Apply"/>
    public IReadOnlyList<ChartToDeliver> Rewrite(Invocation call, IReadOnlyList<ChartToDeliver> charts)
    {
        var left = new List<string>();
        var made = RewrittenCharts.Of(charts, AddressOf(call), left.Add);
        if (left.Count > 0)
        {
            call.Console.Warn(
                $"Not brought along, and so still named where they are published: {string.Join("; ", left)}. Push these charts too, if "
                    + "anybody builds the dependencies anew."
            );
        }

        return made;
    }

    private string AddressOf(Invocation call) =>
        _target.ReadCharts(call) switch
        {
            null => throw UserError.Usage(
                "--rewrite-dependencies writes the chart store's address into the charts, and none was named.",
                "Name it with --charts."
            ),
            var place when place.Contains("://", StringComparison.Ordinal) => place.TrimEnd('/'),
            var place when _target.ReadChartsKind(call) == ChartStoreKind.Oci => $"oci://{place.TrimEnd('/')}",
            _ => throw UserError.Usage(
                "--rewrite-dependencies writes the chart store's address into the charts, and a folder has none.",
                "Push the charts to a registry (oci://…) or to a chart repository's address."
            ),
        };
}
