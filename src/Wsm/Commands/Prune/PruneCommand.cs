using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Caching;
using Wsm.Product.Failures;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Prune;

internal static class PruneCommand
{
    private const string DefaultAge = "30d";

    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var trust = new TrustArguments();
        var cache = new Option<bool>("--cache")
        {
            Description = "Prune the cache of charts and answers ($XDG_CACHE_HOME/wsm or ~/.cache/wsm) instead of a bundle.",
        };
        var olderThan = new Option<string>("--older-than")
        {
            Description = $"With --cache: what was not written for so long (30d, 12h, 2w; default: {DefaultAge}; 0: everything).",
            HelpName = "AGE",
            DefaultValueFactory = _ => DefaultAge,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing, only show what would be." };
        var all = new Option<bool>("--all")
        {
            Description = "Also files in the bundle's folders, or in the cache, that do not look like wsm's own.",
        };
        var registry = new RegistryPruneArguments();
        var format = OutputOption.Create();
        var verb = new Verb(
            "prune",
            "Remove what is not needed any more: from a bundle what its lock does not name, from the cache what is old, from "
                + "a registry old releases.",
            context
        )
        {
            Examples =
            [
                new("wsm prune --dry-run", "What would go from ./bundle, file by file"),
                new(
                    "wsm prune -b /media/usb/wandb",
                    "Make room on a medium: archives of images that are no longer in the bundle, and leftovers"
                ),
                new(
                    "wsm prune --registry registry.example.com -b bundle --before /srv/wandb-0.61",
                    "What the release before brought and this one does not need; --yes deletes it"
                ),
                new("wsm prune --cache --older-than 90d", "Charts and answers that were not fetched for three months"),
            ],
        };
        foreach (var option in (Option[])[bundle, cache, olderThan, dryRun, all, format])
        {
            verb.Add(option);
        }

        trust.AddTo(verb);
        registry.AddTo(verb, cache, all);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(cache) && result.GetResult(bundle) is { Implicit: false })
            {
                result.AddError("--cache and --bundle cannot be combined.");
            }

            if (!result.GetValue(cache) && result.GetResult(olderThan) is { Implicit: false })
            {
                result.AddError("--older-than goes with --cache.");
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                var json = call.Get(format) == OutputOption.Json;
                if (call.Get(cache))
                {
                    var age = AgeText.Parse(call.Get(olderThan)!, "--older-than");
                    return Print(PruneCache(call, age, call.Get(dryRun), call.Get(all)), call.Console, json);
                }

                var gate = trust.GateOf(call, BundleUse.Look);
                return registry.Read(call, bundle, dryRun) is { } request
                    ? await RegistryPrune.RunAsync(request, gate, call.Console, json, cancellation)
                    : Print(
                        BundlePruner.Run(call.Context.PathOf(call.Get(bundle)!), gate, call.Get(dryRun), call.Get(all)),
                        call.Console,
                        json
                    );
            }
        );
        return verb;
    }

    private static PruneReport PruneCache(Invocation call, TimeSpan age, bool dryRun, bool all)
    {
        var folder = ContentCache.StandardFolder(call.Context.Variable)
            ?? throw UserError.Usage("There is no cache: neither $XDG_CACHE_HOME nor $HOME is set.");
        var now = call.Context.Time.GetUtcNow();
        return CachePruner.Run(folder, age == TimeSpan.Zero ? DateTimeOffset.MaxValue : now - age, now, dryRun, all);
    }

    private static int Print(PruneReport report, UserConsole console, bool json)
    {
        if (json)
        {
            console.Print(report.ToJson());
        }
        else
        {
            foreach (var file in report.Removed)
            {
                console.Print($"{file.File}: {ByteSize.Text(file.Bytes)}, {file.Reason}");
            }
        }

        if (report.Left.Count > 0)
        {
            console.Say(
                "Left as they are, since they do not look like wsm's own (--all removes them): "
                    + $"{string.Join(", ", report.Left.Take(5))}{(report.Left.Count > 5 ? $" and {report.Left.Count - 5} more" : "")}"
            );
        }

        if (report.Failed.Count > 0)
        {
            return console.Report(
                new Failure($"{report.Failed.Count} files could not be removed.", null, ExitCode.Failed) { Details = report.Failed }
            );
        }

        if (report.Removed.Count == 0)
        {
            console.Say($"There is nothing to remove in {report.Folder}.");
        }
        else
        {
            console.Say(
                $"{(report.DryRun ? "Would remove" : "Removed")} "
                    + $"{(report.Removed.Count == 1 ? "1 file" : $"{report.Removed.Count} files")}, {ByteSize.Text(report.Bytes)}."
            );
        }

        return ExitCode.Done;
    }
}
