using System.CommandLine;
using Wsm.Bundles;
using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.Load;

internal static class LoadCommand
{
    private const string DefaultSocket = "/var/run/docker.sock";

    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var host = new Option<string?>("--docker-host") { Description = $"The engine's socket: unix:///path (default: $DOCKER_HOST, or {DefaultSocket}).", HelpName = "URL" };
        var verb = new Verb("load", "Load a bundle's images into this machine's Docker engine, under their original names.", context)
        {
            Examples = [new("wsm load --bundle /media/usb/wandb", "For a node or a test machine without a registry")],
        };
        verb.Add(bundle);
        verb.Add(host);
        verb.Runs(async (call, cancellation) =>
        {
            using var opened = Bundle.Open(call.Context.PathOf(call.Get(bundle)!));
            if (opened.Lock.Layout != BundleLayout.Archives) throw UserError.Usage("The bundle is one OCI layout; a Docker engine loads archives.", "Download it with --layout archives, or push it to a registry.");
            using var docker = new DockerLoader(SocketOf(call.Get(host) ?? call.Context.Variable("DOCKER_HOST")));
            await docker.PingAsync(cancellation);
            return await RunAsync(opened, docker, call.Console, cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(Bundle bundle, DockerLoader docker, UserConsole console, CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var image in bundle.Images.Where(image => image.Entry.ReferrerOf is null))
        {
            try
            {
                await using var archive = File.OpenRead(bundle.PathOf(image.Entry.File!));
                await docker.LoadAsync(archive, cancellationToken);
                console.Print($"✓ {image.Entry.Reference}");
            }
            catch (Exception e) when (e is IOException or HttpRequestException or UnauthorizedAccessException)
            {
                failed++;
                console.Print($"✗ {image.Entry.Reference}: {e.Message}");
            }
        }
        return failed == 0 ? ExitCode.Done : console.Report(new Failure($"{failed} of {bundle.Images.Count} images were not loaded.", "'wsm verify' tells whether the bundle is whole.", ExitCode.Failed));
    }

    private static string SocketOf(string? address) => address switch
    {
        null => DefaultSocket,
        _ when address.StartsWith("unix://", StringComparison.Ordinal) => address[7..],
        _ when address.StartsWith('/') => address,
        _ => throw UserError.Usage($"'{address}' is not a Unix socket, which is the only way to a Docker engine that wsm knows.", "Write unix:///path/to/docker.sock."),
    };
}
