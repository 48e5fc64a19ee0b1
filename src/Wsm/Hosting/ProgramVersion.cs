using System.Reflection;

namespace Wsm.Hosting;

/// <summary>The version this program was built as.</summary>
public static class ProgramVersion
{
    private static readonly string Full = typeof(ProgramVersion)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion
        ?? "0.0.0";

    /// <summary>The semantic version alone, as it goes into files: <c>0.1.0</c>.</summary>
    public static string Number => Full.Split('+')[0];

    /// <summary>The commit it was built from, where the build knew it.</summary>
    public static string? Commit => Full.Split('+') is [_, var commit] ? commit : null;
}
