using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Actions;

namespace Wsm.Site.Deployments.Checking;

/// <summary>Asks the cluster whether one may do all that a deployment does.</summary>
internal sealed class RightsCheck(ReleaseCluster cluster)
{
    private const int AtOnce = 8;

    private static readonly string[] ObjectVerbs = ["get", "create", "patch", "delete"];
    private static readonly string[] RecordVerbs = ["list", "get", "create", "update", "delete"];
    private static readonly string[] DocumentVerbs = ["get", "create", "patch"];

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(IReadOnlyList<StepContents> steps, CancellationToken cancellationToken)
    {
        var questions = steps.SelectMany(QuestionsOf).Distinct().ToList();
        var refused = new List<AccessQuestion>();
        await Parallel.ForEachAsync(
            questions,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (question, cancellation) =>
            {
                if (!(await cluster.Client.AskAsync(question, cancellation)).IsAllowed)
                {
                    lock (refused)
                    {
                        refused.Add(question);
                    }
                }
            }
        );
        return refused.Count == 0
            ? [new DeploymentFinding(PreflightVerdict.Good, "rights", $"all {questions.Count} that are needed are given")]
            :
            [
                .. refused
                    .GroupBy(question => (question.Group, question.Resource, question.Namespace))
                    .OrderBy(missing => missing.Key.ToString(), StringComparer.Ordinal)
                    .Select(missing => new DeploymentFinding(
                        PreflightVerdict.Problem,
                        "rights",
                        Sentence(missing.Key, missing.Select(question => question.Verb))
                    )),
            ];
    }

    private static IEnumerable<AccessQuestion> QuestionsOf(StepContents contents)
    {
        var isRelease = contents.Step is ReleaseStep;
        foreach (var verb in isRelease ? RecordVerbs : [])
        {
            yield return Question(verb, ResourceKind.Secret, contents.Namespace);
        }

        foreach (var item in contents.Items.Where(item => item.Kind is not null))
        {
            foreach (var verb in isRelease ? ObjectVerbs : DocumentVerbs)
            {
                yield return Question(verb, item.Kind!, item.Namespace);
            }
        }
    }

    private static string Sentence((string Group, string Resource, string? Namespace) kind, IEnumerable<string> verbs)
    {
        var name = kind.Group.Length > 0 ? $"{kind.Resource}.{kind.Group}" : kind.Resource;
        var place = kind.Namespace is { } space ? $" in {space}" : "";
        return $"one may not {string.Join(", ", verbs.Order(StringComparer.Ordinal))} {name}{place}";
    }

    private static AccessQuestion Question(string verb, ResourceKind kind, string? space) =>
        new(verb, kind.Group, kind.Plural, kind.IsNamespaced ? space : null);
}
