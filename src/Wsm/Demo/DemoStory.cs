using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.Demo;

/// <summary>The main job, told step by step: each command is shown as it would be typed, and is then really run.</summary>
internal sealed class DemoStory(WsmContext context, UserConsole console, string folder)
{
    private int _step;

    /// <returns>The first exit code that was not 0, else 0.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var outside = await DemoServer.StartAsync(context.Time, cancellationToken);
        await using var inside = await DemoServer.StartAsync(context.Time, cancellationToken);
        foreach (var (repository, tag, image) in DemoProduct.Images) await outside.PublishAsync(repository, tag, image, cancellationToken);
        foreach (var chart in DemoProduct.Charts(outside.Host)) await outside.PublishAsync(chart, cancellationToken);

        var path = context.PathOf(folder);
        Directory.CreateDirectory(path);
        await File.WriteAllTextAsync(Path.Combine(path, DemoProduct.CatalogName), DemoProduct.Catalog(outside.Host), cancellationToken);
        console.Print($"Orchard, a made-up product, is published at {outside.Host}: that is the internet here.");
        console.Print($"{inside.Host} is the registry of a site that cannot reach it.");

        var catalog = Path.Combine(folder, DemoProduct.CatalogName);
        var bundle = Path.Combine(folder, "bundle");
        string[] push = ["push", "--bundle", bundle, "--registry", $"{inside.Host}/orchard-site", "--charts", $"oci://{inside.Host}/charts"];
        (string Purpose, string[] Arguments)[] steps =
        [
            ("What does Orchard need? The charts are rendered, and their images found.", ["list", "--catalog", catalog]),
            ("Fetch all of it, for two platforms where there are two. Each layer comes once, and is checked.", ["download", "--catalog", catalog, "--bundle", bundle, "--platform", "all"]),
            ("Carry the folder inside, and push: images to the registry, charts beside them.", push),
            ("Push again: nothing is sent, because everything is there.", push),
        ];
        foreach (var (purpose, arguments) in steps)
            if (await RunAsync(purpose, arguments, cancellationToken) is var exitCode && exitCode != ExitCode.Done)
                return exitCode;

        console.Print();
        console.Print($"That was all. The bundle stays in {bundle}; its archives are plain OCI layouts:");
        console.Print($"  tar tzf {Path.Combine(bundle, "images")}/*/orchard/web/2.3.0.tgz");
        console.Print($"  docker load -i {Path.Combine(bundle, "images")}/*/orchard/web/2.3.0.tgz");
        console.Print("Both registries are gone now. 'wsm list' starts with the real product; 'wsm --help' shows every command.");
        return ExitCode.Done;
    }

    private async Task<int> RunAsync(string purpose, string[] arguments, CancellationToken cancellationToken)
    {
        console.Print();
        console.Print($"{++_step}. {purpose}");
        console.Print($"$ wsm {string.Join(' ', arguments)}");
        return await Application.RunAsync(arguments, context, cancellationToken);
    }
}
