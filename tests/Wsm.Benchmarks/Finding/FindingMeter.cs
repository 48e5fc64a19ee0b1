using System.Globalization;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;

namespace Wsm.Benchmarks.Finding;

/// <summary>
/// How many images of labelled charts are found: each folder holds a chart and an <c>expected.yaml</c> that names its images and what only
/// looks like one.
/// </summary>
public sealed class FindingMeter(TextWriter output)
{
    private int _expected;
    private int _found;
    private int _reported;
    private int _right;
    private int _wrongTags;
    private int _degrees;

    public async Task RunAsync(string folder, string? only)
    {
        foreach (var chart in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (File.Exists(Path.Combine(chart, "expected.yaml")) && (only is null || chart.Contains(only, StringComparison.Ordinal)))
            {
                await MeasureAsync(chart).ConfigureAwait(false);
            }
        }

        output.WriteLine($"images {_expected}   found {_found}   recall {Share(_found, _expected)}");
        output.WriteLine($"reported {_reported}   right {_right}   precision {Share(_right, _reported)}   wrong tags {_wrongTags}");
        output.WriteLine($"degree as labelled {_degrees} of {_found} ({Share(_degrees, _found)})");
    }

    private static string Share(int part, int whole) =>
        whole == 0 ? "-" : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private async Task MeasureAsync(string folder)
    {
        var name = Path.GetFileName(folder);
        var resolved = await new LocalCharts().FetchAsync(new LocalChart(folder), CancellationToken.None).ConfigureAwait(false);
        var found = new ImageFinder().Find(new ChartToRender(name, resolved, name, "default", []), CancellationToken.None);
        var degrees = found
            .Images.Concat(found.Candidates)
            .ToDictionary(image => image.Reference, image => image.Origins.Min(origin => origin.Kind).ToString().ToLowerInvariant());
        var expected = YamlReader.ReadMap(await File.ReadAllTextAsync(Path.Combine(folder, "expected.yaml")).ConfigureAwait(false));
        var wanted = Items(expected["images"])
            .Select(item => (MapValue)item.Data!)
            .ToDictionary(item => ImageReference.Parse((string)item["reference"].Data!), item => (string)item["degree"].Data!);
        foreach (var (reference, degree) in wanted.Where(item => item.Value != "inside"))
        {
            _expected++;
            if (degrees.TryGetValue(reference, out var as_))
            {
                _found++;
                _degrees += as_ == degree ? 1 : 0;
                if (as_ != degree)
                {
                    output.WriteLine($"{name}: degree {as_} instead of {degree}: {reference.AsWritten}");
                }
            }
            else
            {
                output.WriteLine($"{name}: MISSED {reference.AsWritten} ({degree})");
            }
        }

        foreach (var (reference, degree) in degrees)
        {
            _reported++;
            if (wanted.ContainsKey(reference))
            {
                _right++;
                continue;
            }

            var wrongTag = wanted.Keys.Any(image => image.Name == reference.Name);
            _wrongTags += wrongTag ? 1 : 0;
            var origin = found.Images.Concat(found.Candidates).First(image => image.Reference.Equals(reference)).Origins[0];
            output.WriteLine(
                $"{name}: {(wrongTag ? "WRONG TAG" : "FALSE")} {reference.AsWritten} ({degree} {origin.Confidence}; "
                    + $"{origin.Document} {origin.Field}; {origin.Reason})"
            );
        }

        var unreadable = Items(expected["unreadable"]).Count;
        if (unreadable != found.Unreadable.Count)
        {
            output.WriteLine(
                $"{name}: {found.Unreadable.Count} unreadable, {unreadable} expected: "
                    + $"{string.Join(", ", found.Unreadable.Select(image => image.Text))}"
            );
        }
    }

    private static List<Value> Items(Value list) => list.Data is ListValue { Items: var items } ? items : [];
}
