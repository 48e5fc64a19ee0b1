namespace Wsm.Helm.Data;

/// <summary>Names of Go's types as its reflection prints them.</summary>
internal static class GoTypeNames
{
    public const string Any = "interface {}";
    public const string Map = "map[string]interface {}";
    public const string StringMap = "map[string]string";

    /// <summary>What helm gives as <c>.Values</c>.</summary>
    public const string ChartValues = "common.Values";
    public const string List = "[]interface {}";
    public const string StringList = "[]string";
    public const string IntList = "[]int";
    public const string ListOfLists = "[][]interface {}";
    public const string Bytes = "[]uint8";
}
