using System.Text;

namespace ActorChat.SocketIO.Tests.Packets;

/// <summary>One packet as a value and as text; used for reading and writing.</summary>
public sealed record PacketCase(string Text, int Type, string Namespace, long? AckId, int Attachments, string? Name, string Arguments)
{
    public override string ToString() => Text;
}

internal static class PacketTable
{
    public static PacketCase[] All { get; } =
    [
        new("0", 0, "", null, 0, null, ""),
        new("0{\"token\":\"123\"}", 0, "", null, 0, null, ""),
        new("0/admin,", 0, "/admin", null, 0, null, ""),
        new("0/admin", 0, "/admin", null, 0, null, ""),
        new("0/admin,{\"token\":\"123\"}", 0, "/admin", null, 0, null, ""),
        new("1", 1, "", null, 0, null, ""),
        new("1/admin,", 1, "/admin", null, 0, null, ""),
        new("1/admin", 1, "/admin", null, 0, null, ""),
        new("2[\"foo\"]", 2, "", null, 0, "foo", ""),
        new("2[\"foo\",1]", 2, "", null, 0, "foo", "1"),
        new("2[1,2]", 2, "", null, 0, "1", "2"),
        new("2[-1.5e3,2]", 2, "", null, 0, "-1.5e3", "2"),
        new("2[\"foo\",1,\"2\",{\"3\":[true]}]", 2, "", null, 0, "foo", "1,\"2\",{\"3\":[true]}"),
        new("2[\"\u00e9\u4e2d\ud83d\ude00\",\"\u00e9\u4e2d\ud83d\ude00\"]", 2, "", null, 0, "\u00e9\u4e2d\ud83d\ude00", "\"\u00e9\u4e2d\ud83d\ude00\""),
        new("2[\"a\\\"]b\",\"[\\\\\"]", 2, "", null, 0, "a\"]b", "\"[\\\\\""),
        new("2[\"lone\",\"\\ud800\"]", 2, "", null, 0, "lone", "\"\\ud800\""),
        new("2[\"\\ud800\"]", 2, "", null, 0, "\ufffd", ""),
        new("2[\"\"]", 2, "", null, 0, "", ""),
        new("2 [ \"foo\" , 1 ] ", 2, "", null, 0, "foo", " 1 "),
        new("2/admin,[\"foo\"]", 2, "/admin", null, 0, "foo", ""),
        new("2/admin?x=1,[\"foo\"]", 2, "/admin?x=1", null, 0, "foo", ""),
        new("212[\"foo\"]", 2, "", 12, 0, "foo", ""),
        new("20[\"foo\"]", 2, "", 0, 0, "foo", ""),
        new("2/admin,13[\"foo\",null]", 2, "/admin", 13, 0, "foo", "null"),
        new("312[\"bar\"]", 3, "", 12, 0, null, "\"bar\""),
        new("3/admin,13[]", 3, "/admin", 13, 0, null, ""),
        new("51-[\"baz\",{\"_placeholder\":true,\"num\":0}]", 5, "", null, 1, "baz", "{\"_placeholder\":true,\"num\":0}"),
        new("52-/admin,7[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", 5, "/admin", 7, 2, "baz", "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}"),
        new("61-15[\"bar\",{\"_placeholder\":true,\"num\":0}]", 6, "", 15, 1, null, "\"bar\",{\"_placeholder\":true,\"num\":0}"),
        new("61-/admin,1[{\"_placeholder\":true,\"num\":0}]", 6, "/admin", 1, 1, null, "{\"_placeholder\":true,\"num\":0}"),
        new("510-[\"ten\"]", 5, "", null, 10, "ten", ""),
    ];

    /// <summary>Texts that are not packets, with their error; clients never send CONNECT_ERROR.</summary>
    public static (string Text, string Error)[] Broken { get; } =
    [
        ("", "UnknownType"), ("7", "UnknownType"), ("9[\"a\"]", "UnknownType"), ("abc", "UnknownType"), ("-1", "UnknownType"), (" 2[\"a\"]", "UnknownType"),
        ("0[]", "InvalidPayload"), ("0null", "InvalidPayload"), ("0\"a\"", "InvalidPayload"), ("0{", "InvalidPayload"), ("0{\"a\":1}x", "InvalidPayload"),
        ("0/admin,[]", "InvalidPayload"), ("0{}{}", "InvalidPayload"), ("0/admin,abc", "InvalidPayload"),
        ("1{}", "InvalidPayload"), ("1/admin,{}", "InvalidPayload"), ("1[]", "InvalidPayload"), ("1abc", "InvalidPayload"),
        ("2", "InvalidPayload"), ("212", "InvalidPayload"), ("2/admin,", "InvalidPayload"), ("2[]", "InvalidPayload"), ("2{}", "InvalidPayload"),
        ("2[true]", "InvalidPayload"), ("2[null]", "InvalidPayload"), ("2[[]]", "InvalidPayload"), ("2[{}]", "InvalidPayload"), ("2[ ]", "InvalidPayload"),
        ("2\"a\"", "InvalidPayload"), ("2[\"a\"", "InvalidPayload"), ("2[\"a\",]", "InvalidPayload"), ("2[\"a\"]]", "InvalidPayload"),
        ("2[\"a\" 1]", "InvalidPayload"), ("2['a']", "InvalidPayload"), ("2abc[\"a\"]", "InvalidPayload"), ("2[\"a\u0001\"]", "InvalidPayload"),
        ("2[\"a\",NaN]", "InvalidPayload"), ("2[\"a\",01]", "InvalidPayload"), ("2[\"a\"]//", "InvalidPayload"),
        ("2[\"connect\"]", "InvalidPayload"), ("2[\"connect_error\"]", "InvalidPayload"), ("2[\"disconnect\"]", "InvalidPayload"),
        ("2[\"disconnecting\"]", "InvalidPayload"), ("2[\"newListener\"]", "InvalidPayload"), ("2[\"removeListener\"]", "InvalidPayload"),
        ("2[\"\\u0063onnect\"]", "InvalidPayload"), ("51-[\"connect\"]", "InvalidPayload"),
        ("2999999999999999999999[\"a\"]", "IllegalAckId"),
        ("3", "InvalidPayload"), ("31", "InvalidPayload"), ("31{}", "InvalidPayload"), ("31\"a\"", "InvalidPayload"),
        ("4", "InvalidPayload"), ("4{\"message\":\"a\"}", "InvalidPayload"), ("4\"a\"", "InvalidPayload"),
        ("5", "IllegalAttachments"), ("51", "IllegalAttachments"), ("5a-[\"a\"]", "IllegalAttachments"), ("51.23-[\"a\"]", "IllegalAttachments"),
        ("50-[\"a\"]", "IllegalAttachments"), ("5-[\"a\"]", "IllegalAttachments"), ("5--1[\"a\"]", "IllegalAttachments"), ("5[\"a\"]", "IllegalAttachments"),
        ("511-[\"a\"]", "TooManyAttachments"), ("599999999999999999999-[\"a\"]", "TooManyAttachments"),
        ("61-1{}", "InvalidPayload"), ("61-", "InvalidPayload"), ("6", "IllegalAttachments"),
        ("2/" + new string('n', 300) + ",[\"a\"]", "NamespaceTooLong"),
    ];

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
