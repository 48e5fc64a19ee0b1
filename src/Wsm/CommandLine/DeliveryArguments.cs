using System.CommandLine;
using Wsm.Bundles.Sharding;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Site.Delivery;
using Wsm.Site.Delivery.Shards;
using Wsm.Site.Relocations;
using Wsm.Terminal.Delivery;

namespace Wsm.CommandLine;

/// <summary>
/// The options of the commands that bring images and charts to where they are used, and what such a command does with them.
/// </summary>
internal sealed class DeliveryArguments
{
    private readonly TargetArguments _target;
    private readonly Option<int> _jobs = JobsOption.Create("How many blobs travel at once.", 8);
    private readonly Option<string?> _chunkSize = new("--chunk-size")
    {
        Description = "Send blobs in pieces of this size (10M); otherwise only where the registry refuses whole ones.",
        HelpName = "SIZE",
    };
    private readonly Option<bool> _force = new("--force") { Description = "Replace charts that the store holds with other content." };
    private readonly Option<bool> _noReplace = new("--no-replace")
    {
        Description = "Keep tags that stand for other content there; each is a failure of its image.",
    };
    private readonly Option<bool> _createProjects = new("--create-projects")
    {
        Description = "Make the projects that are not there yet, by Harbor's API.",
    };
    private readonly Option<bool> _createRepositories = new("--create-repositories")
    {
        Description =
            "Make the repositories that are not there yet: in Amazon's ECR with AWS's usual credentials, in Quay with $QUAY_TOKEN. In GitLab "
            + "($GITLAB_TOKEN) and OpenShift, check that their projects are there, and say what to type.",
    };
    private readonly RewriteOption _rewrite;
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print what would be pushed, and send nothing." };
    private readonly Option<bool> _preflight = new("--preflight")
    {
        Description = "Only check: registry, credentials, rights on each repository, chart store, and what is to be sent.",
    };
    private readonly Option<string?> _relocationFile = new("--relocation-file")
    {
        Description = "Where to write what went where (for a bundle: relocation.json in it).",
        HelpName = "FILE",
    };
    private readonly Option<string?> _shard = ShardOption.Create("Bring only this part of the whole");
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Also write the report of '-o json' to this file; 'wsm check --shards' sums up those of shards.",
        HelpName = "FILE",
    };
    private readonly Option<string> _output = OutputOption.Create("'text', or 'json' for a report on standard output.");

    public DeliveryArguments(TargetArguments target) => (_target, _rewrite) = (target, new RewriteOption(target));

    public void AddTo(Command command)
    {
        _target.AddTo(command);
        foreach (
            var option in (Option[])
                [
                    _jobs,
                    _chunkSize,
                    _force,
                    _noReplace,
                    _createProjects,
                    _createRepositories,
                    _preflight,
                    _dryRun,
                    _relocationFile,
                    _shard,
                    _report,
                    _output,
                ]
        )
        {
            command.Add(option);
        }

        _rewrite.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_force) && result.GetValue(_noReplace))
            {
                result.AddError("--force and --no-replace cannot be combined.");
            }
        });
    }

    /// <exception cref="UserError">There is no destination, or it is malformed.</exception>
    public Destination Read(Invocation call)
    {
        var destination = new Destination
        {
            Images = _target.ReadRelocation(call),
            Charts = _target.ReadCharts(call),
            ChartsKind = _target.ReadChartsKind(call),
            Force = call.Get(_force),
            CreateProjects = call.Get(_createProjects),
            CreateRepositories = call.Get(_createRepositories),
            Transfer = new DeliveryOptions
            {
                Parallel = call.Get(_jobs),
                ChunkSize = call.Get(_chunkSize) is { } size ? SizeText.Parse(size, "--chunk-size") : null,
                NoReplace = call.Get(_noReplace),
            },
        };
        return destination.Images is not null || destination.Charts is not null
            ? destination
            : throw UserError.Usage(
                "There is nowhere to push to.",
                $"Name a registry with {_target.RegistryName}, a chart store with --charts, or both."
            );
    }

    public string? ReadHost(Invocation call) => _target.ReadHost(call);

    /// <summary>The part of the whole that is brought; null for all of it.</summary>
    /// <exception cref="UserError">It is malformed.</exception>
    public Shard? ReadShard(Invocation call) => ShardOption.Read(call, _shard);

    public bool IsDryRun(Invocation call) => call.Get(_dryRun);

    public bool IsPreflight(Invocation call) => call.Get(_preflight);

    public bool WantsJson(Invocation call) => call.Get(_output) == "json";

    /// <summary>Looks at the destination and prints what was found, there and before; returns the exit code.</summary>
    public async Task<int> PreflightAsync(
        Invocation call,
        DeliverySession session,
        IReadOnlyList<PreflightFinding> before,
        IReadOnlyList<(RelocatedImage Relocated, Digest? Digest)> relocations,
        IReadOnlyList<ChartToDeliver> charts,
        Func<RegistryClient, Task<PreflightFinding>>? further,
        CancellationToken cancellationToken
    ) =>
        PreflightOutput.Print(
            [.. before, .. await session.Preflight.RunAsync(relocations, _rewrite.Apply(call, charts), further, cancellationToken)],
            call.Console,
            WantsJson(call)
        );

    /// <summary>Brings the plan to its destination, or only says what would be done; returns the exit code.</summary>
    /// <param name="record">Where to note what went where unless the person names a file; null for nowhere.</param>
    public async Task<int> RunAsync(
        Invocation call,
        DeliverySession session,
        DeliveryPlan plan,
        string? record,
        CancellationToken cancellationToken
    )
    {
        var json = WantsJson(call);
        var conversion = _target.ReadRelocation(call)?.Convert ?? ImageConversion.None;
        if (plan.Images.Any(image => image.ConvertedFrom is not null))
        {
            call.Console.Warn(
                "Images are converted to Docker's schema 2: their digests change, and signatures of the published digests do not fit them. "
                    + "Where digests are compared or pinned, name the same --convert, or use the record of this run."
            );
        }

        plan = plan with { Charts = _rewrite.Apply(call, plan.Charts) };
        if (ReadShard(call) is { } shard)
        {
            plan = ShardedDelivery.Of(plan, shard);

            // What went where is the same for all of them, but only the first knows where the charts are.
            record = shard.Index == 0 ? record : null;
        }

        if (call.Get(_dryRun))
        {
            return Finish(await session.Runner.PlanAsync(plan, cancellationToken));
        }

        var report = await call.Console.ShowProgressAsync(board =>
            session.Runner.RunAsync(plan, new DeliveryBoard(board, call.Console, lines: !json), cancellationToken)
        );
        var problem = RelocationRecord.TryWrite(call.GetPath(_relocationFile), record, report, _target.ReadCharts(call), conversion);
        if (problem is { IsUsual: true })
        {
            call.Console.Detail(problem.Text);
        }
        else if (problem is not null)
        {
            call.Console.Warn(problem.Text);
        }

        var exitCode = Finish(report);
        return exitCode == ExitCode.Done && problem is { IsUsual: false } ? ExitCode.Failed : exitCode;

        int Finish(DeliveryReport done) => DeliveryOutput.Print(done, call.Console, json, call.Get(_dryRun), call.GetPath(_report));
    }
}
