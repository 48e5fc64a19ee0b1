namespace Wsm.Site.Deployments.Checking;

/// <summary>Something that was looked at before anything is changed.</summary>
/// <param name="Subject">What was looked at, in a word or two: <c>rights</c>, <c>storage</c>.</param>
/// <param name="Text">What was found, as a sentence without a full stop.</param>
public sealed record DeploymentFinding(PreflightVerdict Verdict, string Subject, string Text);

public enum PreflightVerdict
{
    Good,

    /// <summary>It may be meant so; a person should know.</summary>
    Warning,

    /// <summary>The deployment would fail, or not become ready.</summary>
    Problem,
}
