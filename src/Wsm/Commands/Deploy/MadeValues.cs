using Wsm.Bundles.Reading;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Resolving;
using Wsm.Site.Relocations;
using Wsm.Site.Values;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Presence;
using Wsm.Site.Values.Requests;
using Wsm.Terminal;

namespace Wsm.Commands.Deploy;

/// <summary>The values as 'wsm values' would write them, kept in memory.</summary>
internal sealed class MadeValues
{
    private readonly Dictionary<string, string> _files;

    private MadeValues(ValuesReport report)
    {
        _files = report.Files.ToDictionary(file => file.Name, file => file.Text);
        Unproved = [.. report.Unproved.Select(entry => entry.Image).Distinct()];
    }

    /// <summary>Images that no value brings inside.</summary>
    public IReadOnlyList<string> Unproved { get; }

    public string? Read(string name) => _files.GetValueOrDefault(name);

    public static ValuesRequest RequestFor(
        Bundle source,
        ImageSet set,
        Relocation relocation,
        RelocationFile pushed,
        RegistryOptions registries
    ) =>
        new()
        {
            Set = set,
            Relocation = relocation,
            Held = HeldImage.In(source, relocation),
            Charts = pushed.ChartStore,
            Question = PresenceQuery.Of(source, relocation, registries),
            ChartFolder = source.Files.Folder?.PathOf("charts"),
            // Nothing lies there that would have to be kept, and nothing is written there.
            OutFolder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        };

    public static async Task<MadeValues> MakeAsync(ValuesRequest request, UserConsole console, CancellationToken cancellationToken)
    {
        var report = await ValuesRun.MakeAsync(request, cancellationToken);
        foreach (var warning in report.Warnings.Concat(report.Missing.Select(missing => $"not filled in: {missing}")))
        {
            console.Warn(warning);
        }

        return new MadeValues(report);
    }
}
