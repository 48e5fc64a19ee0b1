using System.Text.Json;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Catalogs;
using Wsm.Product.Changes;
using Wsm.Product.Resolving;
using Wsm.Terminal;

namespace Wsm.Commands.List;

/// <summary>Resolves a catalog and prints what was found.</summary>
/// <param name="resolve">Resolves a catalog; the flag asks for every chart.</param>
internal sealed class Lister(UserConsole console, ListRequest request, Func<Catalog, bool, Task<Resolution>> resolve)
{
    public Task<int> RunAsync(Catalog catalog, CancellationToken cancellationToken) =>
        RunAsync(resolve(catalog, request.Format == ListFormat.Catalog), cancellationToken);

    /// <summary>Prints what is being found.</summary>
    public async Task<int> RunAsync(Task<Resolution> resolving, CancellationToken cancellationToken)
    {
        var quiet = console.Verbosity == Verbosity.Quiet;
        // What is wrong with the command line or its files comes out at once; then nothing has been started.
        if (resolving.IsFaulted)
        {
            await resolving;
        }

        if (request is { Format: ListFormat.Text, Older: null } && !quiet)
        {
            console.Print(TextList.Opening);
        }

        var resolution = await resolving;
        if (request.Older is { } older && resolution.Failures.Count == 0)
        {
            return await CompareAsync(resolution.Set, older.Path, older.ShownAs);
        }

        var report = new ListReport(resolution.Set, quiet, request.Why) { Complete = resolution.Failures.Count == 0 };
        if (request.Sizes is not null)
        {
            report = await MeasureAsync(report, cancellationToken);
        }

        ListFormat.All[request.Format](report, console.Text);
        foreach (var address in request.Format == ListFormat.Catalog ? CatalogWriter.CutAddresses(resolution.Set) : [])
        {
            console.Warn($"{address} is written without its query, which may hold a secret; who fetches from there anew has to add it");
        }

        foreach (var component in resolution.Set.Components.Where(component => component.OnlyAnnotated.Count > 0))
        {
            console.Warn(
                $"the annotations of {component.Name}'s chart name images that it does not start with these values: "
                    + $"{string.Join(", ", component.OnlyAnnotated.Select(image => image.AsWritten))}"
            );
        }

        FindingReport.Warn(console, resolution.Set, request.Why);
        if (request.Deep)
        {
            InsideText.WriteHint(InsideText.Of(resolution.Set), console);
        }

        foreach (var template in resolution.Set.Components.SelectMany(component => component.NotRendered))
        {
            console.Warn(
                $"what a template that is switched off would start is not known, for it does not render with these values: {template}; -f "
                    + "FILE gives values that it requires"
            );
        }

        foreach (var failure in resolution.Failures)
        {
            console.Report(
                new Failure(
                    $"{failure.Component}: {failure.Error.Message}",
                    Failure.HintFor(failure.Error),
                    ExitCode.Of(failure.Error.Kind)
                )
                {
                    Details = failure.Error.Details,
                },
                failure.Error
            );
        }

        return resolution.Failures.Count > 0 ? ExitCode.Failed
            : FindingReport.IsIncomplete(resolution.Set)
            || report.Sizes.Values.Any(size => size.Digest is null)
            || resolution.Set.Components.Any(component => component.NotRendered.Count > 0)
                ? ExitCode.Incomplete
            : ExitCode.Done;
    }

    private async Task<ListReport> MeasureAsync(ListReport report, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(request.Registries);
        var meter = new ImageMeter(client, request.Sizes!);
        var sizes = await meter.MeasureAsync(report.Set.Images, cancellationToken);
        foreach (var registry in report.Set.Images.Select(image => image.Reference.Registry).Distinct())
        {
            if (client.RateLimitOf(registry) is { } limit)
            {
                console.Say(
                    $"{(registry == ImageReference.DefaultRegistry ? "Docker Hub" : registry)} allows {limit.Remaining} more "
                        + $"pulls of {limit.Limit} for now."
                );
            }
        }

        // What no bundle has does not count in the sum; still whether its registry has it says how much there is to it.
        var inside = await new ImageMeter(client, request.Sizes!).MeasureAsync(InsideText.Of(report.Set), cancellationToken);
        return report with { Sizes = sizes, InsideSizes = inside, Set = Ranked(report.Set, inside), TotalBytes = meter.TotalBytes };
    }

    /// <summary>Of what is named inside images, what exists comes first.</summary>
    private static ImageSet Ranked(ImageSet set, IReadOnlyDictionary<string, ImageSize> answers) =>
        set with
        {
            Components =
            [
                .. set.Components.Select(component =>
                    component with
                    {
                        Candidates =
                        [
                            .. component.Candidates.OrderBy(image =>
                                answers.GetValueOrDefault(image.Reference.Canonical) is { Digest: null } ? 1 : 0
                            ),
                        ],
                    }
                ),
            ],
        };

    private async Task<int> CompareAsync(ImageSet newer, string path, string shownAs)
    {
        var diff = SetDiff.Between(await OlderSet.ReadAsync(path, shownAs, request.Gate, catalog => resolve(catalog, false)), newer);
        if (request.Format == "json")
        {
            console.Print(JsonSerializer.Serialize(diff, ListFormat.Json.SetDiff));
        }
        else
        {
            diff.Write(shownAs, console.Text);
        }

        return diff.IsEmpty ? ExitCode.Done : ExitCode.Incomplete;
    }
}
