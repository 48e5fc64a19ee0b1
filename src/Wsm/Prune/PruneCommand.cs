using System.CommandLine;
using Wsm.Caching;
using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.Prune;

internal static class PruneCommand
{
    private const string DefaultAge = "30d";

    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var cache = new Option<bool>("--cache")
        {
            Description = "Prune the cache of charts and answers ($XDG_CACHE_HOME/wsm or ~/.cache/wsm) instead of a bundle.",
        };
        var age = new Option<string>("--older-than")
        {
            Description = $"With --cache: what was not written for so long (30d, 12h, 2w; default: {DefaultAge}; 0: everything).",
            HelpName = "AGE",
            DefaultValueFactory = _ => DefaultAge,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing, only tell what would be." };
        var all = new Option<bool>("--all")
        {
            Description = "Also files in the bundle's folders, or in the cache, that do not look like wsm's own.",
        };
        var format = new Option<string>("--output", "-o")
        {
            Description = "'text' or 'json'.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "json");
        var verb = new Verb("prune", "Remove from a bundle what its lock does not name, or from the cache what is old.", context)
        {
            Examples =
            [
                new("wsm prune --dry-run", "What would go from ./bundle, file by file"),
                new(
                    "wsm prune -b /media/usb/wandb",
                    "Make room on a medium: archives of images that are no longer in the bundle, and leftovers"
                ),
                new("wsm prune --cache --older-than 90d", "Charts and answers that were not fetched for three months"),
            ],
        };
        foreach (var option in (Option[])[bundle, cache, age, dryRun, all, format])
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(cache) && result.GetResult(bundle) is { Implicit: false })
                result.AddError("--cache and --bundle exclude each other.");
            if (!result.GetValue(cache) && result.GetResult(age) is { Implicit: false })
                result.AddError("--older-than goes with --cache.");
        });
        verb.Runs(
            (call, _) =>
            {
                var report = call.Get(cache)
                    ? PruneCache(call, AgeText.Parse(call.Get(age)!), call.Get(dryRun), call.Get(all))
                    : BundlePruner.Run(call.Context.PathOf(call.Get(bundle)!), call.Get(dryRun), call.Get(all));
                return Task.FromResult(Print(report, call.Console, call.Get(format) == "json"));
            }
        );
        return verb;
    }

    private static PruneReport PruneCache(Call call, TimeSpan age, bool dryRun, bool all)
    {
        var folder = ContentCache.StandardFolder(call.Context)
            ?? throw UserError.Usage("There is no cache: neither $XDG_CACHE_HOME nor $HOME is set.");
        var now = call.Context.Time.GetUtcNow();
        return CachePruner.Run(folder, age == TimeSpan.Zero ? DateTimeOffset.MaxValue : now - age, now, dryRun, all);
    }

    private static int Print(PruneReport report, UserConsole console, bool json)
    {
        if (json)
            console.Print(report.ToJson());
        else
            foreach (var file in report.Removed)
                console.Print($"{file.File}: {ByteSize.Text(file.Bytes)}, {file.Reason}");

        if (report.Left.Count > 0)
            console.Say(
                $"Left as they are, since they do not look like wsm's own (--all removes them): {string.Join(", ", report.Left.Take(5))}{(report.Left.Count > 5 ? $" and {report.Left.Count - 5} more" : "")}"
            );
        if (report.Failed.Count > 0)
            return console.Report(
                new Failure($"{report.Failed.Count} files could not be removed.", null, ExitCode.Failed) { Details = report.Failed }
            );
        if (report.Removed.Count == 0)
            console.Say($"There is nothing to remove in {report.Folder}.");
        else
            console.Say(
                $"{(report.DryRun ? "Would remove" : "Removed")} {(report.Removed.Count == 1 ? "1 file" : $"{report.Removed.Count} files")}, {ByteSize.Text(report.Bytes)}."
            );
        return ExitCode.Done;
    }
}
