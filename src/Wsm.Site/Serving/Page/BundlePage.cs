using Wsm.Bundles.Locks;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Wording;
using Wsm.Site.ChartStores;

namespace Wsm.Site.Serving.Page;

/// <summary>What is in a bundle, as one HTML page that works without its script.</summary>
/// <param name="bundle">What is described.</param>
/// <param name="releases">Which release each chart is of, by its digest.</param>
/// <param name="problems">What is not served.</param>
/// <param name="lockIntact">Whether the lock's own checksum fits.</param>
/// <param name="scheme">As the reader came: http or https.</param>
/// <param name="host">The server's name as the reader typed it.</param>
internal sealed class BundlePage(
    BundleLock bundle,
    IReadOnlyDictionary<Digest, ChartRelease> releases,
    IReadOnlyList<string> problems,
    bool lockIntact,
    string scheme,
    string host
)
{
    private readonly ILookup<string, ImageOrigin> _origins = bundle
        .Components.SelectMany(component => component.Images)
        .SelectMany(need => need.Origins, (need, origin) => (need.Reference, origin))
        .ToLookup(pair => pair.Reference, pair => pair.origin);
    private int _copies;

    public string ToHtml() =>
        Html.Of(
                $"""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{bundle.Title}: bundle</title>
                <link rel="stylesheet" href="/page.css">
                <script src="/page.js" defer></script>
                </head>
                <body>
                <a class="skip" href="#images">Skip to the images</a>
                <header>
                <h1>{bundle.Title}</h1>
                <p>{Counted.Text(bundle.Images.Count, "image")}, {Counted.Text(bundle.Charts.Count, "chart")}, {ByteSize.Text(TotalSize())} for {(
                    bundle.Platforms is ["all"] ? "all platforms" : string.Join(", ", bundle.Platforms)
                )}. Made by {bundle.Generator}.</p>
                {State()}
                <nav aria-label="On this page"><a href="#use">Use it</a> <a href="#images">Images</a> <a href="#charts">Charts</a> <a href="#components">Components</a></nav>
                </header>
                <main>
                <section aria-labelledby="use"><h2 id="use">Use it</h2>
                {Setup()}
                </section>
                <section aria-labelledby="images"><h2 id="images" tabindex="-1">Images</h2>
                <p class="search" hidden><label for="search">Search</label> <input id="search" type="search" autocomplete="off" spellcheck="false"> <span id="found" role="status"></span></p>
                <ul class="cards">
                {bundle.Images.Select(Image)}</ul>
                </section>
                <section aria-labelledby="charts"><h2 id="charts">Charts</h2>
                <ul class="cards">
                {bundle.Charts.Select(Chart)}</ul>
                </section>
                <section aria-labelledby="components"><h2 id="components">Components</h2>
                <dl class="components">
                {bundle.Components.Select(Component)}</dl>
                </section>
                </main>
                </body>
                </html>

                """
            )
            .ToString();

    private Html State()
    {
        if (!lockIntact)
        {
            return Html.Of($"<p class=\"state bad\">The bundle’s lock has been changed since it was written. ‘wsm verify’ shows more.</p>");
        }

        if (problems.Count > 0)
        {
            return Html.Of(
                $"<div class=\"state bad\"><p>Not everything in this bundle is served. ‘wsm verify’ shows more.</p><ul>{problems.Select(problem => Html.Of($"<li>{problem}</li>"))}</ul></div>"
            );
        }

        return Html.Of(
            $"<p class=\"state good\">The lock and all manifests and charts fit their digests. Layers are checked by whoever pulls them; ‘wsm verify’ checks them here.</p>"
        );
    }

    private Html Setup()
    {
        var registries = bundle
            .Images.Select(image => ImageReference.Parse(image.Reference).Registry)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var mirror = $"[host.\"{scheme}://{host}\"]\n  capabilities = [\"pull\", \"resolve\"]\n";
        return Html.Of(
            $"""
            <h3>Helm</h3>
            {Copy($"helm repo add {ShellWord.Of(bundle.Name)} {ShellWord.Of($"{scheme}://{host}/")}", "the command for Helm")}
            <h3>containerd, as a mirror of the public registries</h3>
            <p class="facts">In /etc/containerd/<wbr>certs.d/<wbr>REGISTRY/<wbr>hosts.toml for each of: {string.Join(", ", registries)}</p>
            {Copy(mirror, "the mirror configuration")}
            <h3>Values that name every image here, and the proof</h3>
            {Copy(
                $"wsm values --bundle bundle --registry {ShellWord.Of(host)}{(scheme == "http" ? " --plain-http" : "")} --out deploy",
                "the command that writes the values"
            )}
            """
        );
    }

    private Html Image(LockedImage image)
    {
        var reference = ImageReference.Parse(image.Reference);
        var name = image.Reference.StartsWith(reference.Registry + "/", StringComparison.Ordinal)
            ? $"{reference.Registry}/{reference.Repository}"
            : reference.Repository;
        // A host with a port cannot be part of a repository's name.
        var served = name.Contains(':', StringComparison.Ordinal) ? reference.Repository : name;
        var pull = $"docker pull {ShellWord.Of($"{host}/{served}{(reference.Digest is null ? ":" + reference.Tag : "@" + image.Digest)}")}";
        var origins = _origins[image.Reference].ToList();
        return Html.Of(
            $"""
            <li class="card" data-text="{image.Reference.ToLowerInvariant()}">
            <h3>{Breakable(image.Reference)}</h3>
            <p class="facts">{ByteSize.Text(
                image.Contents.DistinctBy(content => content.Digest).Sum(content => content.Size)
            )}{string.Concat(image.Platforms.Select(platform => $" · {platform}"))}</p>
            <p class="digest">{image.Digest.ToString()}</p>
            {Copy(pull, $"the pull command of {image.Reference}")}
            {Why(image, origins)}
            </li>

            """
        );
    }

    private static Html Why(LockedImage image, List<ImageOrigin> origins)
    {
        if (image.ReferrerOf is { } subject)
        {
            return Html.Of($"<p>Belongs to {subject}.</p>");
        }

        if (origins.Count == 0)
        {
            return Html.Of($"");
        }

        return Html.Of(
            $"<details><summary>Why it is needed: {OriginWords.Degree(origins)}</summary><ul>{origins.Select(Origin)}</ul></details>"
        );
    }

    private static Html Origin(ImageOrigin origin)
    {
        var values = origin.Values.Count == 0 ? "" : $" (from {string.Join(", ", origin.Values.Select(value => value.Path).Distinct())})";
        return Html.Of($"<li>{origin.Component}: {OriginWords.Place(origin)}{values}</li>");
    }

    private Html Chart(LockedChart chart) =>
        Html.Of(
            $"""
            <li class="card" data-text="{chart.Name.ToLowerInvariant()}">
            <h3>{chart.Name} {chart.Version}</h3>
            <p class="facts">{Release(chart)}{ByteSize.Text(chart.Size)} · <a href="/charts/{Uri.EscapeDataString(
                $"{chart.Name}-{chart.Version}.tgz"
            )}" download>download</a></p>
            <p class="digest">{chart.Digest.ToString()}</p>
            {Copy(
                $"helm pull {ShellWord.Of($"oci://{host}/charts/{chart.Name}")} --version {ShellWord.Of(chart.Version)}{(scheme == "http" ? " --plain-http" : "")}",
                $"the pull command of chart {chart.Name}"
            )}
            </li>

            """
        );

    private string Release(LockedChart chart) =>
        releases.GetValueOrDefault(chart.Digest)?.ToString() is { Length: > 0 } release ? release + " · " : "";

    private static Html Component(LockedComponent component) =>
        Html.Of(
            $"""
            <dt>{component.Title}</dt><dd>{Counted.Text(component.Images.Count, "image")}{(
                component.Chart is { } chart ? $", chart {Path.GetFileName(chart)}" : ""
            )}{(component.Channel is null ? "" : $", as the release channel {component.ChannelUrl ?? "of its catalog"} gave it")}</dd>

            """
        );

    /// <summary>Text with a button that the script brings to life.</summary>
    private Html Copy(string text, string what)
    {
        var id = $"copy-{++_copies}";
        return Html.Of(
            $"<div class=\"copy\"><pre id=\"{id}\"><code>{text}</code></pre><button type=\"button\" data-copy=\"{id}\" aria-label=\"Copy {what}\" hidden>Copy</button></div>"
        );
    }

    /// <summary>A name that a narrow line breaks after a slash, and before the tag, rather than anywhere.</summary>
    private static Html Breakable(string name)
    {
        var tag = name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? colon : name.Length;
        var parts = name[..tag].Split('/');
        return Html.Of(
            $"{parts.Select((part, i) => i == parts.Length - 1 ? Html.Of($"{part}") : Html.Of($"{part}/<wbr>"))}<wbr>{name[tag..]}"
        );
    }

    private long TotalSize() =>
        bundle.Images.SelectMany(image => image.Contents).DistinctBy(content => content.Digest).Sum(content => content.Size)
        + bundle.Charts.Sum(chart => chart.Size);
}
