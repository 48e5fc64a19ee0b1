using Wsm.Bundles.Locks;
using Wsm.Commands.Report.Facts;
using Wsm.Hosting;
using Wsm.Product.Catalogs;
using Wsm.Product.Wording;
using Wsm.Site.Serving.Page;

namespace Wsm.Commands.Report;

/// <summary>The report as one HTML page with everything in it: no script, nothing from a network, readable in print.</summary>
internal sealed class HtmlReport(BundleFacts facts)
{
    private BundleLock Lock => facts.Lock;

    public string ToHtml() =>
        Html.Of(
                $"""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <title>{Lock.Title}: what is in the bundle</title>
                <style>
                {Html.Trusted(Style())}
                </style>
                </head>
                <body>
                <a class="skip" href="#images">Skip to the images</a>
                <header>
                <h1>{Lock.Title}</h1>
                <p>{facts.Images.Count} images and {Lock.Charts.Count} charts, {ByteSize.Text(
                    facts.DistinctBytes
                )}, for {FactWords.Platforms(Lock.Platforms)}.</p>
                </header>
                <main>
                <section aria-labelledby="bundle"><h2 id="bundle">The bundle</h2>
                <dl>
                {Facts()}</dl>
                </section>
                <section aria-labelledby="images"><h2 id="images" tabindex="-1">Images</h2>
                {facts.Images.Select(Image)}</section>
                {SharedLayers()}
                {Charts()}
                {Components()}
                </main>
                <footer><p>Written by wsm {ProgramVersion.Number} from the bundle’s lock, which names every part by its digest. ‘wsm verify’ proves that the files are those parts.</p></footer>
                </body>
                </html>

                """
            )
            .ToString();

    private IEnumerable<Html> Facts()
    {
        yield return Fact("Name", Lock.Name);
        yield return Fact("Made by", Lock.Generator);
        yield return Fact("Lock", facts.LockDigest.ToString());
        yield return Fact("Signature", FactWords.Of(facts.Signature));
        yield return Fact("Kept as", Lock.Layout == BundleLayout.Oci ? "one OCI image layout" : "an archive for each image");
        yield return Fact("Bytes", $"{facts.DistinctBytes:#,0} with each layer once; {facts.SummedBytes:#,0} if no layer were shared");
        if (Lock.Partial == true)
        {
            yield return Fact("Part", "This is a repair: only what another bundle lacks.");
        }

        if (Lock.Delta is { } delta)
        {
            yield return Fact("Left out", $"{delta.Absent.Count} layers, {ByteSize.Text(delta.AbsentBytes)}, which the receiving side has");
        }
    }

    private static Html Fact(string name, string value) => Html.Of($"<dt>{name}</dt><dd>{value}</dd>\n");

    private static Html Image(ImageFacts image)
    {
        var entry = image.Entry;
        return Html.Of(
            $"""
            <article>
            <h3>{entry.Reference}</h3>
            <dl>
            <dt>Digest</dt><dd class="digest">{entry.Digest.ToString()}</dd>
            {Html.When(entry.SourceDigest != entry.Digest, () =>
                Html.Of($"<dt>Chosen from</dt><dd class=\"digest\">{entry.SourceDigest.ToString()}</dd>\n")
            )}<dt>Size</dt><dd>{ByteSize.Text(image.Bytes)}, of which {ByteSize.Text(image.OwnBytes)} is in no other image</dd>
            {Html.When(entry.Platforms.Count > 0, () =>
                Html.Of($"<dt>Platforms</dt><dd>{string.Join(", ", entry.Platforms)}</dd>\n")
            )}{Html.When(image.Verdict is not null, () => Html.Of($"<dt>Signature</dt><dd>{image.Verdict!.Detail}</dd>\n"))}{Many(
                "Came along",
                image.Documents.Select(document => $"{FactWords.Of(document)}, {ByteSize.Text(document.Size)}, {document.Digest}")
            )}{Html.When(image.Origins.Count > 0, () => Fact("Found as", OriginWords.Degree(image.Origins)))}{Many("Needed by", image.Origins.Select(FactWords.Of).Distinct())}</dl>
            </article>

            """
        );
    }

    private static Html Many(string name, IEnumerable<string> values)
    {
        var all = values.ToList();
        return Html.When(all.Count > 0, () => Html.Of($"<dt>{name}</dt>{all.Select(value => Html.Of($"<dd>{value}</dd>"))}\n"));
    }

    private Html SharedLayers() =>
        Html.When(facts.Shared.Count > 0, () =>
            Html.Of(
                $"""
                <section aria-labelledby="shared"><h2 id="shared">Shared layers</h2>
                <table><caption>What several images have in common; it is counted once above.</caption>
                <thead><tr><th scope="col">Layer</th><th scope="col" class="number">Size</th><th scope="col">Images</th></tr></thead>
                <tbody>
                {facts.Shared.Select(blob =>
                    Html.Of(
                        $"<tr><th scope=\"row\" class=\"digest\">{blob.Digest.ToString()}</th><td class=\"number\">{ByteSize.Text(blob.Size)}</td><td>{string.Join(", ", blob.Images)}</td></tr>\n"
                    )
                )}</tbody>
                </table>
                </section>
                """
            )
        );

    private Html Charts() =>
        Html.When(Lock.Charts.Count > 0, () =>
            Html.Of(
                $"""
                <section aria-labelledby="charts"><h2 id="charts">Charts</h2>
                <table><caption>As published, byte for byte.</caption>
                <thead><tr><th scope="col">Chart</th><th scope="col">Release</th><th scope="col">Digest</th><th scope="col" class="number">Size</th><th scope="col">Source</th></tr></thead>
                <tbody>
                {Lock.Charts.Select(chart =>
                    Html.Of(
                        $"<tr><th scope=\"row\">{chart.Name} {chart.Version}</th><td>{FactWords.ReleaseOf(chart, facts)}</td><td class=\"digest\">{chart.Digest.ToString()}</td><td class=\"number\">{ByteSize.Text(chart.Size)}</td><td>{chart.Source}</td></tr>\n"
                    )
                )}</tbody>
                </table>
                </section>
                """
            )
        );

    private Html Components() =>
        Html.When(Lock.Components.Count > 0, () =>
            Html.Of(
                $"""
                <section aria-labelledby="components"><h2 id="components">Components</h2>
                <dl>
                {Lock.Components.Select(component =>
                    Fact(component.Title, FactWords.Release(component, facts))
                )}</dl>
                <p>Inside, the values that bring every image from there, and the proof: <code>{FactWords.ValuesCommand}</code></p>
                {FactWords.NotCarried(Lock).Select(line => Html.Of($"<p>{line}</p>\n"))}</section>
                """
            )
        );

    private static string Style()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
