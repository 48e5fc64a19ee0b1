using Wsm.Site.Clusters.Judging;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Releases.Readiness;

namespace Wsm.Terminal.Clusters;

/// <summary>Says what happens while releases are worked on.</summary>
/// <param name="judge">Knows images that nodes do not get; null where no bundle is at hand.</param>
internal sealed class ReleaseNotes(UserConsole console, ImageJudge? judge)
{
    /// <summary>Told of each note, with what is known of a pod's trouble beyond the cluster's words.</summary>
    public Action<ReleaseNote, string?>? Heard { get; init; }

    /// <summary>Where what is waited for is shown; null where it is said line by line.</summary>
    public WorkloadBoard? Board { get; set; }

    public void Say(ReleaseNote note)
    {
        var explanation = note.Trouble is { } known ? Explanation(known) : null;
        Heard?.Invoke(note, explanation);
        switch (note.Kind)
        {
            case NoteKind.Step:
                console.Say($"{char.ToUpperInvariant(note.Text[0])}{note.Text[1..]} …");
                break;
            case NoteKind.Progress when note.Progress is { IsOver: false } progress && Board is { } board:
                board.Show(progress.Key.ToString(), progress.Ready, progress.Wanted, progress.Waits);
                break;
            case NoteKind.Progress:
                if (note.Progress is { IsOver: true } over)
                {
                    Board?.End(over.Key.ToString());
                }

                console.Say($"  {note.Text}");
                break;
            case NoteKind.Warning:
                console.Warn(note.Text);
                break;
            case NoteKind.Trouble when note.Trouble is { } trouble:
                Board?.Trouble(trouble.Workload, trouble.Reason);
                Say(trouble, explanation);
                break;
            default:
                console.Detail($"  {note.Text}");
                break;
        }
    }

    private void Say(PodTrouble trouble, string? explanation)
    {
        var place = trouble.Container.Length == 0 ? $"pod {trouble.Pod}" : $"pod {trouble.Pod}, container {trouble.Container}";
        console.Warn($"{trouble.Workload} does not start: {place}: {trouble.Reason}{(trouble.Message is { } why ? $": {why}" : "")}");
        if (explanation is not null)
        {
            console.Say($"  {trouble.Use!.Image}: {explanation}");
        }

        foreach (var line in trouble.Log)
        {
            console.Say($"  | {line}");
        }
    }

    /// <summary>What the bundle and the registry know about an image that a node does not get; null for any other trouble.</summary>
    private string? Explanation(PodTrouble trouble)
    {
        if (judge is null || trouble.Use is not { Waiting: not null } use || !ImageJudge.IsPullFailure(use.Waiting))
        {
            return null;
        }

        // Notes come one after another from work that goes on by itself: a registry's answer may be waited for here.
        var finding = judge.JudgeAsync(new ClusterContents([use], []), CancellationToken.None).GetAwaiter().GetResult().Single();
        return FindingText.Explanation(finding);
    }
}
