using Wsm.Bundles.Reading;
using Wsm.Hosting;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;
using Wsm.Site.Values;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Presence;
using Wsm.Site.Values.Requests;
using Wsm.Terminal;
using Wsm.Terminal.Values;

namespace Wsm.Commands.Push;

/// <summary>
/// The end of a push: the values that point to where everything went. They are worked out before anything is sent, so that a mistake in
/// them costs no transfer.
/// </summary>
/// <param name="folder">The folder to write to, as typed.</param>
internal sealed class PushedValues(ValuesRequest request, ValuesReport made, string folder)
{
    private const string ChartFolder = "charts";

    public static ValuesRequest RequestFor(
        Bundle bundle,
        Relocation relocation,
        string? charts,
        RegistryOptions registries,
        string outFolder
    ) =>
        new()
        {
            Set = bundle.ReadImageSet(),
            Relocation = relocation,
            Held = HeldImage.In(bundle, relocation),
            Charts = charts,
            ChartFolder = bundle.Files.Folder?.PathOf(ChartFolder),
            Question = PresenceQuery.Of(bundle, relocation, registries),
            OutFolder = outFolder,
        };

    /// <exception cref="UserError">The charts do not render with the person's values, or the command lacks something that must stand in the
    /// files.</exception>
    public static async Task<PushedValues> PrepareAsync(ValuesRequest request, string folder, CancellationToken cancellationToken) =>
        new(request, await ValuesRun.MakeAsync(request, cancellationToken), folder);

    /// <param name="pushed">The exit code of the push.</param>
    /// <param name="aside">Standard output belongs to somebody else.</param>
    /// <returns>The exit code of the whole.</returns>
    public async Task<int> FinishAsync(int pushed, UserConsole console, bool aside, CancellationToken cancellationToken)
    {
        if (pushed != ExitCode.Done)
        {
            console.Say(
                $"No values were written to {folder}: they would name what has not arrived. The same command again brings it, and writes "
                    + "them."
            );
            return pushed;
        }

        var report = await ValuesRun.FinishAsync(made, request, cancellationToken);
        if (!aside)
        {
            console.Print();
        }

        ValuesText.Print(report, folder, console, aside);
        return ValuesOutcome.Report(report, request, console);
    }
}
