namespace Wsm.Helm.Templates.Syntax;

/// <summary>One place of an error's call chain.</summary>
/// <param name="Template">The file.</param>
/// <param name="Line">Counting from 1.</param>
/// <param name="Column">In UTF-8 bytes, counting from 0, as Go prints it; -1: not known (parsing).</param>
/// <param name="Executing">The named template that ran; null while parsing.</param>
/// <param name="Source">The action or operand, as Go prints it from its tree.</param>
/// <param name="Problem">What happened here; a call that failed ends in a colon, and the next frame says why.</param>
public sealed record TemplateFrame(string Template, int Line, int Column, string? Executing, string Source, string Problem)
{
    public string Place => Column < 0 ? $"{Template}:{Line}" : $"{Template}:{Line}:{Column}";
}
