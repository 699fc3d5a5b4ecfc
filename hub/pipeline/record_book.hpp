// The batch's working copy of the records it touches: who says them, and the versions to write.
//
// A record is what the latest of its origins says (see Claims), and is gone when none says it any
// more; in whatever order the origins spoke. Later records of the batch see what earlier ones did.
#pragma once

#include "pipeline/claims.hpp"
#include "pipeline/records.hpp"

namespace cx::pipeline {

class RecordBook {
public:
    explicit RecordBook(const RecordInputs& inputs) : in_(inputs), next_record_(inputs.next_record)
    {
    }

    // What the store knows. Every record that an origin of the batch says or said comes in here
    // first, and its claim where it does not hold the record.
    void know(store::RecordHead head);
    void know_claim(const model::Origin& origin, store::OriginState::Claimed claimed);

    // Whether some origin says the record now.
    bool lives(const model::RecordKey& key) const;

    // True where something is written, as for all below. `version` has no number yet.
    //
    // An origin's word that counts for it now; it was not said earlier than its former ones.
    bool say(const model::RecordVersion& version, const json::Value& data);
    // What an origin said before its latest word: history. `removal` where the record is new.
    bool keep(const model::RecordVersion& version, const json::Value& data,
              const model::RecordVersion& removal);
    // The origin of the removal does not say the record any more.
    bool withdraw(const model::RecordKey& key, const model::RecordVersion& removal);

    // Moves what is to be written into `changes`.
    void close(RecordChanges& changes);

private:
    struct Work {
        store::RecordHead head;
        Claims claims;
        bool handed_over = false;  // To a holder who is not the origin of the version in force.
    };

    Work& create(const model::RecordVersion& version, const json::Value& data);
    bool say_again(Work& work, const model::RecordVersion& version, const json::Value& data);
    bool claim(Work& work, const model::RecordVersion& version);
    void take_over(Work& work, const model::RecordVersion& version, const json::Value& data);
    void inherit(Work& work, const model::Origin& heir, const store::Claim& claim);
    void remove(Work& work, model::RecordVersion removal);
    void write(Work& work, model::RecordVersion version, const json::Value* data);
    int write_late(Work& work, model::RecordVersion version);
    void note_party(const store::RecordHead& head, const model::RecordVersion& version,
                    const json::Value* data);
    bool is_kept(const model::RecordVersion& version) const;
    model::RecordVersion kept_version(const store::RecordHead& head, int number) const;

    const RecordInputs& in_;
    model::RecordId next_record_;
    std::map<model::RecordKey, Work> records_;
    std::vector<store::RecordUpdate> updates_;
    std::map<model::RecordId, PartyChange> parties_;
};

}  // namespace cx::pipeline
