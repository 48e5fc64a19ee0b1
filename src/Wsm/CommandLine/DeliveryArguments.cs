using System.CommandLine;
using Wsm.Delivery;
using Wsm.Delivery.Preflights;
using Wsm.Delivery.Reporting;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.CommandLine;

/// <summary>The options of the commands that bring images and charts to where they are used, and what such a command does with them.</summary>
internal sealed class DeliveryArguments
{
    private readonly TargetArguments _target;
    private readonly Option<int> _jobs = new("--jobs", "-j")
    {
        Description = "How many blobs travel at once.",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    };
    private readonly Option<string?> _chunkSize = new("--chunk-size")
    {
        Description = "Send blobs in pieces of this size (10M); otherwise only where the registry refuses whole ones.",
        HelpName = "SIZE",
    };
    private readonly Option<bool> _force = new("--force") { Description = "Replace charts that the store holds with other content." };
    private readonly Option<bool> _createProjects = new("--create-projects")
    {
        Description = "Make the projects that are not there yet, by Harbor's API.",
    };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print what would be pushed, and send nothing." };
    private readonly Option<bool> _preflight = new("--preflight")
    {
        Description = "Only check: registry, credentials, rights on each repository, chart store, and what is to be brought.",
    };
    private readonly Option<string?> _relocationFile = new("--relocation-file")
    {
        Description = "Where to write what went where (for a bundle: relocation.json in it).",
        HelpName = "FILE",
    };
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "text, or json for a report on standard output.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "text",
    };

    public DeliveryArguments(TargetArguments target)
    {
        _target = target;
        _output.AcceptOnlyFromAmong("text", "json");
        _jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64)
                result.AddError("--jobs must be between 1 and 64.");
        });
    }

    public void AddTo(Command command)
    {
        _target.AddTo(command);
        foreach (var option in (Option[])[_jobs, _chunkSize, _force, _createProjects, _preflight, _dryRun, _relocationFile, _output])
            command.Add(option);
    }

    /// <exception cref="UserError">There is no destination, or it is malformed.</exception>
    public Destination Read(Call call)
    {
        var destination = new Destination
        {
            Images = _target.ReadRelocation(call),
            Charts = _target.ReadCharts(call),
            ChartsKind = _target.ReadChartsKind(call),
            Force = call.Get(_force),
            CreateProjects = call.Get(_createProjects),
            Transfer = new DeliveryOptions
            {
                Parallel = call.Get(_jobs),
                ChunkSize = call.Get(_chunkSize) is { } size ? SizeText.Parse(size, "--chunk-size") : null,
            },
        };
        return destination.Images is not null || destination.Charts is not null
            ? destination
            : throw UserError.Usage(
                "There is nowhere to push to.",
                $"Name a registry with {_target.RegistryName}, a chart store with --charts, or both."
            );
    }

    public string? ReadHost(Call call) => _target.ReadHost(call);

    public bool IsDryRun(Call call) => call.Get(_dryRun);

    public bool IsPreflight(Call call) => call.Get(_preflight);

    public bool WantsJson(Call call) => call.Get(_output) == "json";

    /// <summary>Looks at the destination and prints what was found, there and before; returns the exit code.</summary>
    public async Task<int> PreflightAsync(
        Call call,
        Carrier carrier,
        IReadOnlyList<Finding> before,
        IReadOnlyList<RelocatedImage> ways,
        IReadOnlyList<ChartToDeliver> charts,
        Func<RegistryClient, Task<Finding>>? further,
        CancellationToken cancellationToken
    ) =>
        PreflightOutput.Print(
            [.. before, .. await carrier.Preflight.RunAsync(ways, charts, further, cancellationToken)],
            call.Console,
            WantsJson(call)
        );

    /// <summary>Brings the shipment to its destination, or only says what would be done; returns the exit code.</summary>
    /// <param name="record">Where to note what went where unless the person names a file; null for nowhere.</param>
    public async Task<int> RunAsync(Call call, Carrier carrier, Shipment shipment, string? record, CancellationToken cancellationToken)
    {
        var json = WantsJson(call);
        if (call.Get(_dryRun))
            return DeliveryOutput.Print(await carrier.Shipper.PlanAsync(shipment, cancellationToken), call.Console, json, dryRun: true);

        var report = await call.Console.ShowProgressAsync(board =>
            carrier.Shipper.RunAsync(shipment, new DeliveryBoard(board, call.Console, lines: !json), cancellationToken)
        );
        if (await RelocationRecord.TryWriteAsync(call.GetPath(_relocationFile), record, report, cancellationToken) is { } problem)
            call.Console.Detail(problem);
        return DeliveryOutput.Print(report, call.Console, json, dryRun: false);
    }
}
