using Wsm.Site.Releases.Differences;

namespace Wsm.Commands.Deploy;

/// <summary>What would become of objects, for people.</summary>
internal static class ChangeText
{
    private const int LongestValue = 200;

    /// <param name="inFull">Name also what stays as it is.</param>
    public static void Write(IReadOnlyList<ObjectChange> changes, Action<string> write, bool inFull)
    {
        foreach (var change in changes.Where(change => change.Kind != ChangeKind.Same || inFull))
        {
            write($"  {Sign(change.Kind)} {change.Object}{(change.Note is { } note ? $": {note}" : "")}");
            foreach (var field in change.Fields)
            {
                write($"      {field.Path}: {Shown(field.Before)} → {Shown(field.After)}");
            }
        }

        if (changes.Count(change => change.Kind == ChangeKind.Same) is var same and > 0)
        {
            write($"  = {same} unchanged");
        }
    }

    private static string Sign(ChangeKind kind) =>
        kind switch
        {
            ChangeKind.Create => "+",
            ChangeKind.Change => "~",
            ChangeKind.Delete => "-",
            ChangeKind.Run => "! hook",
            ChangeKind.Keep => "= left behind:",
            ChangeKind.Unchecked => "? ",
            ChangeKind.Refused => "x refused:",
            _ => "=",
        };

    private static string Shown(string? value) =>
        value is null ? "(none)"
        : value.Length > LongestValue ? $"{value[..LongestValue]}…"
        : value;
}
