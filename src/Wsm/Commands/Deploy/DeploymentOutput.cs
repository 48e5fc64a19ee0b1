using Wsm.Kubernetes.Api;
using Wsm.Site.Clusters.Judging;
using Wsm.Site.Releases.Actions;
using Wsm.Terminal;
using Wsm.Terminal.Clusters;

namespace Wsm.Commands.Deploy;

/// <summary>Where commands that change a cluster say what they have done: line by line as text, or all at the end as JSON.</summary>
internal sealed class DeploymentOutput(UserConsole console, ApiClient client, bool isJson)
{
    /// <summary>What the option says that chooses between the two.</summary>
    public const string FormatDescription =
        "'text', or 'json': one document when all is over, whatever the end; what happens is told on standard error.";

    private ReleaseNotes? _notes;

    public DeploymentLog Log { get; } = new(client.Access);

    /// <param name="judge">Knows images that nodes do not get; null where no bundle is at hand.</param>
    public Task<ReleaseCluster> OpenAsync(TimeProvider time, ImageJudge? judge, CancellationToken cancellationToken)
    {
        _notes = new ReleaseNotes(console, judge) { Heard = Log.Hear };
        return ReleaseCluster.OpenAsync(client, time, _notes.Say, cancellationToken);
    }

    /// <summary>Does work in which workloads are waited for: on a terminal they are shown meanwhile.</summary>
    public Task<T> WatchAsync<T>(Func<Task<T>> work) =>
        console.ShowWorkloadsAsync(async board =>
        {
            _notes!.Board = board;
            try
            {
                return await work();
            }
            finally
            {
                _notes.Board = null;
            }
        });

    /// <summary>A line of the result.</summary>
    public void Print(string line)
    {
        if (isJson)
        {
            console.Say(line);
        }
        else
        {
            console.Print(line);
        }
    }

    /// <summary>Tells what went wrong and returns its exit code.</summary>
    public int Report(Failure failure)
    {
        Log.Failed(failure);
        return console.Report(failure);
    }

    /// <summary>Does the work, and prints the document, also of work that ends in an exception.</summary>
    public async Task<int> RunAsync(Func<Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception error)
        {
            Log.Failed(Failure.Of(error, cancellationToken));
            throw;
        }
        finally
        {
            if (isJson)
            {
                console.Print(Log.ToReport().ToJson());
            }
        }
    }
}
