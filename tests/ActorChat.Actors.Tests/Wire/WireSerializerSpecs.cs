using System.Reflection;
using System.Runtime.Serialization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Tests.Common;
using ActorChat.Actors.Wire;
using Akka.Actor;
using FsCheck.Xunit;

namespace ActorChat.Actors.Tests.Wire;

public sealed class WireSerializerSpecs : ActorSpec
{
    private readonly WireSerializer _serializer;

    public WireSerializerSpecs()
        : base(WireSerializer.Definition) => _serializer = new WireSerializer((ExtendedActorSystem)Sys);

    public static TheoryData<string> Manifests => [.. WireSerializer.Forms.Select(form => form.Manifest)];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_message_is_written_as_it_was_first_sent_and_comes_back_as_it_was(string manifest)
    {
        var sample = Assert.Single(WireSamples.All, message => _serializer.Manifest(message) == manifest);
        var stored = Stored()[manifest];
        Assert.Equal(stored, Convert.ToBase64String(_serializer.ToBinary(sample)));
        var back = _serializer.FromBinary(Convert.FromBase64String(stored), manifest);
        Assert.IsType(sample.GetType(), back);
        Assert.Equivalent(sample, back, strict: true);
        Assert.Equal(stored, Convert.ToBase64String(_serializer.ToBinary(back)));
    }

    [Fact]
    public void The_beginning_of_logins_goes_with_the_question_for_sessions()
    {
        var asked = new RegistryCommands.ListSessions(null, 100, "al");
        Assert.Equal(asked, _serializer.FromBinary(_serializer.ToBinary(asked), _serializer.Manifest(asked)));
    }

    [Fact]
    public void Every_message_that_is_not_local_to_its_node_has_a_form()
    {
        Type[] roles = [typeof(RoomCommand), typeof(RoomReply), typeof(RoomNews), typeof(RegistryCommands), typeof(PartitionCommands), typeof(NodeLetters), typeof(NodeQuestion), typeof(NodeReply)];
        var travelling = roles.SelectMany(role => role.GetNestedTypes(BindingFlags.Public))
            .Where(type => !type.IsAbstract && !typeof(INoSerializationVerificationNeeded).IsAssignableFrom(type));
        Assert.Empty(travelling.Except(WireSerializer.Forms.Select(form => form.Type)));
    }

    [Fact]
    public void Every_form_is_bound_to_the_serializer() =>
        Assert.All(WireSamples.All, message => Assert.IsType<WireSerializer>(Sys.Serialization.FindSerializerFor(message)));

    [Fact]
    public void A_message_of_a_newer_node_is_refused_with_its_manifest()
    {
        var refusal = Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "room-post-v2"));
        Assert.Contains("room-post-v2", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Each prefix and each changed byte of a message, and none at all: it is read as some message, or refused as unreadable.</summary>
    [Theory]
    [MemberData(nameof(Manifests))]
    public void Bytes_that_are_no_message_are_refused_as_unreadable(string manifest)
    {
        var sample = Convert.FromBase64String(Stored()[manifest]);
        for (var length = 0; length <= sample.Length; length++)
        {
            ReadOrRefuse(sample[..length], manifest);
        }

        for (var at = 0; at < sample.Length; at++)
        {
            foreach (var change in (byte[])[1, 0x80, 0xff])
            {
                var changed = sample.ToArray();
                changed[at] ^= change;
                ReadOrRefuse(changed, manifest);
            }
        }
    }

    private void ReadOrRefuse(byte[] bytes, string manifest)
    {
        try
        {
            _serializer.FromBinary(bytes, manifest);
        }
        catch (SerializationException refusal)
        {
            Assert.Contains(manifest, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_local_to_its_node_is_not_written() =>
        Assert.Throws<ArgumentException>(() => _serializer.ToBinary(new SharedEvent(new ServerEvent.Named(Data.Alice))));

    /// <summary>A node of an earlier version does not send it.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(3L)]
    public void The_unread_count_comes_back_or_is_missing_as_it_was_sent(long? unread)
    {
        var (reply, news) = (new RoomReply.Marked(4, 9, false) { Unread = unread }, new RoomNews.MarkerMoved(Data.AliceAndBob, Data.Bob, 9) { Unread = unread });
        Assert.Equal(reply, Back(reply));
        Assert.Equal(news, Back(news));
    }

    [Fact]
    public void A_refusal_of_the_catalogue_comes_back_as_the_catalogues_own()
    {
        Assert.Same(ChatError.RoomNotFound, Back(new RoomReply.Refused(1, ChatError.RoomNotFound)).Error);
        var another = ChatError.InvalidRequest.Because("seq is none.");
        Assert.Equal(another, Back(new RoomReply.Refused(1, another)).Error);
        var later = ChatError.TooManyNewRooms with { RetryAfter = TimeSpan.FromTicks(15_000_001) };
        Assert.Equal(later, Back(new RoomReply.Refused(1, later)).Error);
    }

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public void A_message_of_any_login_and_text_comes_back(Login author, Guid room, long id, long seq, long time, string? text, string? clientId)
    {
        var message = new ChatMessage(new RoomNumber(room), id, seq, author, Whole(text) ?? "", time, Whole(clientId));
        var back = Back(new RoomReply.Posted(id, message, seq > 0, time > 0));
        Assert.Equal(new RoomReply.Posted(id, message, seq > 0, time > 0), back);
        Assert.Equal(author.Name, back.Message.Author.Name);
    }

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public void The_answer_to_a_join_comes_back(Login one, Login other, long requestId, bool created, long lastSeq)
    {
        if (one != other)
        {
            var opened = new RoomReply.Opened(requestId, RoomKey.Of(one, other), created, lastSeq);
            Assert.Equal(opened, Back(opened));
        }
    }

    [Fact]
    public void What_a_version_before_did_not_say_comes_back()
    {
        var opened = new RoomReply.Opened(1, Data.AliceAndBob, false, 7) { Rev = 0, AnyBlocks = true, Epoch = 7 };
        Assert.Equal(opened, Back(opened));
        Assert.Equal(opened with { Rev = 9 }, Back(opened with { Rev = 9 }));
        var set = new RoomNews.BlockSet(Data.AliceAndBob, true) { Epoch = 7 };
        Assert.Equal(set, Back(set));
        var page = new RoomReply.Page(1, Data.AliceAndBob, [], false, 7, 8) { Rev = 5, FirstDeliveredUpTo = 9 };
        Assert.Equivalent(page, Back(page), strict: true);
        var repeated = new RoomReply.Posted(1, Data.AMessage(1) with { Details = new MessageDetails(3) }, false, true) { Key = Data.AliceAndBob };
        Assert.Equal(repeated, Back(repeated));
        var arrived = new RoomNews.MessageArrived(Data.AliceAndBob, Data.AMessage(1), 1, 0) { Rev = 5 };
        Assert.Equal(arrived, Back(arrived));
        var post = Data.APost(Data.Alice) with { ReplyTo = 3 };
        Assert.Equal(post, Back(post));
    }

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public void A_message_of_any_details_comes_back(long replyTo, long rev, long edited, long deleted, string?[] first, string?[] second)
    {
        var details = new MessageDetails(replyTo) { Rev = rev, EditedAt = edited, DeletedAt = deleted, FirstReactions = [.. first.Select(one => Whole(one) ?? "")], SecondReactions = [.. second.Select(one => Whole(one) ?? "")] };
        var news = new RoomNews.ChangeArrived(Data.AliceAndBob, Data.AMessage(1) with { Details = details }, rev > 0, replyTo, edited, deleted);
        Assert.Equal(news, Back(news));
    }

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public void A_change_of_any_numbers_and_texts_comes_back(Login caller, Guid room, long requestId, long seq, string? text, string? operation, bool on)
    {
        var number = new RoomNumber(room);
        RoomCommand[] commands =
        [
            new RoomCommand.Edit(number, caller, requestId, seq, Whole(text) ?? "", Whole(operation)), new RoomCommand.Delete(number, caller, requestId, seq, Whole(operation)),
            new RoomCommand.React(number, caller, requestId, seq, Whole(text) ?? "", on), new RoomCommand.MarkDelivered(number, caller, requestId, seq),
        ];
        Assert.All(commands, command => Assert.Equal(command, Back(command)));
    }

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public void A_request_of_any_login_and_numbers_comes_back(Login caller, Guid room, long requestId, long? before, long? after, int limit, string? trace)
    {
        var read = new RoomCommand.ReadHistory(new RoomNumber(room), caller, requestId, before, after, limit) { TraceParent = Whole(trace) };
        Assert.Equal(read, Back(read));
        var post = new RoomCommand.Post(new RoomNumber(room), null, caller, requestId, Whole(trace) ?? "", Whole(trace));
        Assert.Equal(post, Back(post));
    }

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public void News_of_any_room_come_back(Login one, Login other, long seq, bool typing)
    {
        if (one != other)
        {
            var key = RoomKey.Of(one, other);
            Assert.Equal(new RoomNews.MarkerMoved(key, one, seq), Back(new RoomNews.MarkerMoved(key, one, seq)));
            Assert.Equal(new RoomNews.SignShown(key, other, Sign.Typing(typing)), Back(new RoomNews.SignShown(key, other, Sign.Typing(typing))));
        }
    }

    private T Back<T>(T message)
        where T : class => (T)_serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));

    /// <summary>The edge admits no text with half a character, and protobuf has none.</summary>
    private static string? Whole(string? text) => text is null ? null : string.Concat(text.EnumerateRunes());

    private static Dictionary<string, string> Stored() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Wire", "Samples", "wire.txt"))
        .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts.ElementAtOrDefault(1) ?? "");
}
